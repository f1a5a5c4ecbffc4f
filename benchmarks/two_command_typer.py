"""The smallest Typer program with commands: what ``contenthub task list`` is timed against."""

from __future__ import annotations

import typer

app = typer.Typer()


@app.command()
def hello(name: str = "world") -> None:
    """Greet."""
    typer.echo(f"Hello {name}")


@app.command()
def goodbye(name: str = "world") -> None:
    """Part."""
    typer.echo(f"Goodbye {name}")


if __name__ == "__main__":
    app()
