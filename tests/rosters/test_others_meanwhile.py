"""While eight lists are read that never seem to end, other people's pages are answered."""

import tempfile
import threading
import time
from pathlib import Path
from unittest.mock import patch

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TransactionTestCase, override_settings
from django.urls import reverse

from members.rosters import roster_file
from tests.core import misbehaving
from tests.making import make_department, make_employee, make_group, make_membership, make_user

EIGHT = 8


@override_settings(READERS_AT_ONCE=EIGHT)
class OthersMeanwhile(TransactionTestCase):
    def setUp(self):
        self.sales = make_department("销售部")
        self.users = [self.runner(number) for number in range(EIGHT)]
        self.visitor = make_user(make_employee("钱二", self.sales))

    def runner(self, number):
        owner, group = make_employee(f"赵{number}", self.sales), make_group(f"第{number}群", self.sales)
        make_membership(group, owner, role="OWNER", account_key=f"wxid_{number}")
        return make_user(owner), group

    def bring(self, user, group, folder, statuses):
        client = Client(HTTP_HOST="127.0.0.1")
        client.force_login(user)
        data = {"file": SimpleUploadedFile("名单.csv", folder.encode()), "mode": "PARTIAL", "text": ""}
        statuses.append(client.post(reverse("roster_new", args=[group.code]), data).status_code)

    def test_pages_are_answered(self):
        statuses: list[int] = []
        with tempfile.TemporaryDirectory() as folder, patch.object(
            roster_file, "_read_in_pieces", misbehaving.waits_for_a_file
        ):  # fmt: skip
            threads = [threading.Thread(target=self.bring, args=(*one, folder, statuses)) for one in self.users]
            for thread in threads:
                thread.start()
            while len(list(Path(folder).glob("waits-*"))) < EIGHT and any(map(threading.Thread.is_alive, threads)):
                time.sleep(0.01)
            client = Client(HTTP_HOST="127.0.0.1")
            client.force_login(self.visitor)
            answered = [client.get(address).status_code for address in ("/healthz", "/", "/groups/")]
            self.assertEqual(statuses, [])  # all eight are still being read
            Path(folder, "go").touch()
            for thread in threads:
                thread.join()
        self.assertEqual(answered, [200, 200, 200])
        self.assertEqual(statuses, [422] * EIGHT)
