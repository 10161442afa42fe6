from lsscript.docgen import extract_part, index_page, part_page
from lsscript.source import SourceFile

TEXT = """# What can be heard.

# Play | sing.
# @param how  Loud | quiet.
# @example
#     x = input.play()
extern def input.play(how: string? = null) -> source
"""
PART = extract_part("sources", SourceFile("stdlib/sources.lss", TEXT))


class TestThePageOfAPart:
    def test_has_a_section_for_every_function(self):
        page = part_page(PART)

        assert "# What can be heard\n" in page
        assert "## input.play\n\n```\ninput.play(how=null)\n```\n\nPlay | sing.\n\nGives a source.\n" in page
        assert "| `how` | a string or null | `null` | Loud \\| quiet. |" in page
        assert page.endswith("```lss\nx = input.play()\n```\n")


class TestTheIndex:
    def test_leads_to_every_function(self):
        assert "- [`input.play`](sources.md#inputplay): Play | sing.\n" in index_page([PART])
