"""Where ``parvis`` begins: the network is closed before anything that could use it is loaded."""

import sys

from assistant.egress import close_network


def main() -> None:
    """Run one command, see :func:`assistant.cli.main.main`. The desk starts without the weight of the others."""
    close_network()
    if sys.argv[1:2] == ["desk"]:
        from assistant.cli.desk import main as open_desk

        open_desk()
    from assistant.cli.main import main as run  # loads every command

    run()


if __name__ == "__main__":
    main()
