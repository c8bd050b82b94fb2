"""Runs one of the unit tests of Heketi's client for Python, as it is, on a server that listens anywhere.

Arguments: the folder of the client, URL, key, and the name of the test.
"""

import sys
import unittest

folder, url, key, name = sys.argv[1:]
sys.path[:0] = [folder, folder + '/test/unit']
# The folder belongs to Go's cache of modules.
sys.dont_write_bytecode = True

import test_client  # noqa: E402

test_client.TEST_SERVER = url
test_client.TEST_ADMIN_KEY = key
result = unittest.TextTestRunner().run(test_client.test_heketi(name))
sys.exit(0 if result.wasSuccessful() and result.testsRun == 1 else 1)
