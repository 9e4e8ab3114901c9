"""The operations on assets: buckets, databases and big-data stores."""

from __future__ import annotations

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei_dsc import views
from jobspan.testing.sandbox.huawei_dsc.entities import Asset
from jobspan.testing.sandbox.huawei_dsc.errors import invalid, missing
from jobspan.testing.sandbox.huawei_dsc.handlers.lists import listed
from jobspan.testing.sandbox.huawei_dsc.state import State
from jobspan.testing.sandbox.huawei_dsc.views import answer
from jobspan.testing.sandbox.routing import Route

_AUTHORIZABLE = ("DASHBOARD", "OBS", "DATABASE", "BIGDATA", "MRS", "LTS", "ALL")


class AssetHandlers:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        v1 = "/v1/{project_id}"
        return (
            Route("A1", "GET", f"{v1}/sdg/asset/obs/buckets", self.buckets),
            Route("A2", "POST", f"{v1}/sdg/asset/obs/buckets", self.add_buckets),
            Route("A3", "DELETE", v1 + "/sdg/asset/obs/bucket/{bucket_id}", self.delete_bucket),
            Route("A4", "PUT", v1 + "/sdg/asset/{asset_id}/name", self.rename),
            Route("A5.get", "GET", f"{v1}/sdg/asset/authorization", self.authorization),
            Route("A5.put", "PUT", f"{v1}/sdg/asset/authorization", self.authorize),
            Route("A6", "GET", f"{v1}/asset-center/database/authorized-databases", self.databases),
            Route("A7", "GET", f"{v1}/sdg/asset/bigdata", self.big_data),
            Route("A8", "GET", f"{v1}/sdg/asset/quota", self.quota),
        )

    def buckets(self, call: Call) -> Reply:
        added = call.query.get("added")
        buckets = [asset for asset in self._state.buckets() if added is None or asset.authorized == (added == "true")]
        return listed(self._state, call, "buckets", [views.bucket(asset) for asset in buckets])

    def add_buckets(self, call: Call) -> Reply:
        state = self._state
        given = state.json_object(call.json).get("buckets")
        if call.query.get("type", "private") not in ("private", "public") or not isinstance(given, list) or not given:
            raise invalid(state.world)
        known = {asset.place for asset in state.buckets() if asset.authorized}
        names = [each.get("bucket_name") for each in given if isinstance(each, dict)]
        if len(names) != len(given) or not all(isinstance(name, str) for name in names) or known & set(names):
            raise invalid(state.world)
        for each in given:
            asset = Asset(
                id=state.world.new_uuid(),
                kind="OBS",
                name=each.get("asset_name") or each["bucket_name"],
                place=each["bucket_name"],
                region=each.get("location") or "eu-west-101",
                policy=each.get("bucket_policy") or "private",
                created=state.now_ms(),
            )
            state.assets[asset.id] = asset
        return state.written()

    def delete_bucket(self, call: Call) -> Reply:
        asset = self._state.asset(call.params["bucket_id"])
        if asset.kind != "OBS":
            raise missing(self._state.world, "the bucket")
        del self._state.assets[asset.id]
        return self._state.written(asset.id)

    def rename(self, call: Call) -> Reply:
        asset = self._state.asset(call.params["asset_id"])
        name = self._state.json_object(call.json).get("name")
        if not isinstance(name, str) or not name:
            raise invalid(self._state.world)
        asset.name = name
        return self._state.written(asset.id)

    def authorization(self, call: Call) -> Reply:
        self._kind(call)
        allowed = {f"{kind}_authorization": allowed for kind, allowed in self._state.authorizations.items()}
        return answer(self._state.world, allowed)

    def authorize(self, call: Call) -> Reply:
        kind, allowed = self._kind(call), self._state.json_object(call.json).get("authorization_status")
        if not isinstance(allowed, bool):
            raise invalid(self._state.world)
        kinds = list(self._state.authorizations) if kind == "ALL" else [kind.lower()]
        self._state.authorizations |= dict.fromkeys(kinds, allowed)
        return self._state.written()

    def databases(self, call: Call) -> Reply:
        wanted = call.query.get("instance_type")
        if not wanted:
            raise invalid(self._state.world)
        rows = [
            views.database(asset)
            for asset in self._state.assets.values()
            if asset.kind == "DATABASE" and asset.traits.get("ins_type") == wanted
        ]
        return listed(self._state, call, "databases", rows)

    def big_data(self, call: Call) -> Reply:
        wanted = call.query.get("type", "ALL")
        rows = [
            views.big_data(asset)
            for asset in self._state.assets.values()
            if asset.kind == "BIGDATA" and wanted in ("ALL", "JUST_BIG_DATA", asset.traits.get("ds_type"))
        ]
        return answer(self._state.world, {"datasources": rows})

    def quota(self, call: Call) -> Reply:
        return answer(self._state.world, {"total_size": 100, "use_size": len(self._state.assets)})

    def _kind(self, call: Call) -> str:
        kind = call.query.get("type", "")
        if kind not in _AUTHORIZABLE:
            raise invalid(self._state.world)
        return kind
