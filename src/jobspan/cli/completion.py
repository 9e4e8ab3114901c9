"""``jobspan completion``: what a shell needs to complete commands, calls and options."""

import click
from click.shell_completion import get_completion_class

from jobspan.cli.help import argument, command


@command()
@argument("shell", type=click.Choice(["bash", "zsh", "fish"]), metavar="SHELL", about="bash, zsh or fish.")
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion of a shell.

    It completes commands, calls, resources, options, words that are known, columns and profiles.

    \b
    bash: jobspan completion bash > ~/.local/share/bash-completion/completions/jobspan
    zsh:  jobspan completion zsh > "${fpath[1]}/_jobspan"
    fish: jobspan completion fish > ~/.config/fish/completions/jobspan.fish
    """
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"Unknown shell: {shell}.")
    root = context.find_root().command
    click.echo(kind(root, {}, "jobspan", "_JOBSPAN_COMPLETE").source())
