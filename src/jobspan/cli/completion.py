"""``jobspan completion``: what a shell needs to complete commands, calls and options."""

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion of a shell: commands, calls, resources and options.

    \b
    bash: jobspan completion bash > ~/.local/share/bash-completion/completions/jobspan
    zsh:  jobspan completion zsh > a file named _jobspan in a folder of $fpath
    fish: jobspan completion fish > ~/.config/fish/completions/jobspan.fish
    """
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"Unknown shell: {shell}.")
    root = context.find_root().command
    click.echo(kind(root, {}, "jobspan", "_JOBSPAN_COMPLETE").source())
