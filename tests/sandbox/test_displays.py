"""What a display asks a plane for."""

from jobspan.testing import Sandbox


def test_a_pager_that_was_read_is_displayed_without_another_request() -> None:
    with Sandbox() as sandbox, sandbox.client() as client:
        pager = client.masking_jobs.list()
        assert "nothing read yet" in repr(pager)
        pager.to_list()
        asked = len(sandbox.requests)
        assert "as it was read before" in pager._repr_html_()
        assert "read before" in repr(pager)
        assert len(sandbox.requests) == asked
