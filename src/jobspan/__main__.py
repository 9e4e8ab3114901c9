"""The command line."""

import sys
from typing import Final

_INTERRUPTED: Final = 130


def main() -> None:
    """Run the command line, or say what it needs."""
    try:
        from jobspan.cli.commands import jobspan
        from jobspan.cli.streams import let_closed_output_fail, write_what_cannot_be_encoded_as_its_number

        let_closed_output_fail()
        write_what_cannot_be_encoded_as_its_number()
        jobspan(prog_name="jobspan")
    except KeyboardInterrupt:  # while it was being imported; later, commands say what goes on
        sys.exit(_INTERRUPTED)
    except ModuleNotFoundError as missing:
        if missing.name not in ("click", "rich"):
            raise
        sys.exit(f"The command line needs {missing.name}: pip install 'jobspan[cli]'")


if __name__ == "__main__":
    main()
