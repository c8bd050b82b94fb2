"""Prints a token as the sample for Python does, with the same calls. Arguments: method, path, issuer, key."""

import datetime
import hashlib
import sys

import jwt

method, uri, issuer, secret = sys.argv[1:]
now = datetime.datetime.utcnow()
claims = {
    'iss': issuer,
    'iat': now,
    'exp': now + datetime.timedelta(minutes=10),
    'qsh': hashlib.sha256((method + '&' + uri).encode()).hexdigest(),
}
token = jwt.encode(claims, secret, algorithm='HS256')
print(token.decode())
