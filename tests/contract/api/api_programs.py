"""The programs that call the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

from bot.services import accounts
from tests.contract.desk.desk_office import Office

ROOT = "/api/v1"


@dataclass
class Program:
    """Another system with its token."""

    client: TestClient
    token: str

    async def ask(self, method: str, path: str, **more: Any) -> ClientResponse:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return await self.client.request(method, ROOT + path, headers=headers, **more)

    async def get(self, path: str, **query: Any) -> dict[str, Any]:
        response = await self.ask("GET", path, params=query)
        assert response.status == 200, await response.text()
        return dict(await response.json())

    async def post(self, path: str, status: int = 200, **body: Any) -> dict[str, Any]:
        response = await self.ask("POST", path, json=body)
        assert response.status == status, (response.status, await response.text())
        if status >= 400:
            assert response.content_type == "application/problem+json"
        return dict(await response.json())

    async def refused(self, path: str, **query: Any) -> dict[str, Any]:
        """A reading request that makes no sense."""
        response = await self.ask("GET", path, params=query)
        assert response.status == 422, (response.status, await response.text())
        assert response.content_type == "application/problem+json"
        return dict(await response.json())


async def program(house: Office, *scopes: str, name: str = "") -> Program:
    """Another system with these scopes, or with all of them."""
    name = name or "-".join(scopes) or "other"
    token = accounts.make_token(house.system.deps, name, scopes or accounts.SCOPES)
    return Program((await house.browser()).client, token)
