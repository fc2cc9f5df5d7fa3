"""Where ``parvis`` begins: the network is closed before anything that could use it is loaded."""

from assistant.egress import close_network


def main() -> None:
    """Run one command, see :func:`assistant.cli.main.main`."""
    close_network()
    from assistant.cli.main import main as run  # loads every command

    run()


if __name__ == "__main__":
    main()
