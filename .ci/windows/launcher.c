/* python.exe: hands its arguments to the interpreter in python311.dll beside it. */
#include <windows.h>

typedef int (*main_function)(int, wchar_t **);

int wmain(int count, wchar_t **arguments)
{
    HMODULE interpreter = LoadLibraryW(L"python311.dll");
    main_function run = interpreter ? (main_function)(void *)GetProcAddress(interpreter, "Py_Main") : NULL;
    return run ? run(count, arguments) : 127;
}
