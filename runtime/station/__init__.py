"""A plan becomes a running station: the one place that knows every class.

`build` makes sources, encoders and mounts from the plan; `engine` drives them by the clock; `links` talk to the edges; `run` is
the life of it all, from the first shared memory to the last frame; `source_clients` joins those who publish to what
they publish to.
"""
