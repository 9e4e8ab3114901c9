"""Whether secrets are shown: only who says ``True`` sees them."""

import jobspan


def reveals(reveal_secrets: object) -> bool:
    """
    Raises:
        ValidationError: it is neither ``True`` nor ``False``; words that mean no would count as yes.
    """
    if reveal_secrets is True or reveal_secrets is False:
        return reveal_secrets
    problem = jobspan.errors.Problem("reveal_secrets", f"must be True or False, not {type(reveal_secrets).__name__}")
    raise jobspan.ValidationError(message="Nothing is shown.", problems=(problem,))
