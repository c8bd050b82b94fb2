# Asks a server as the sample for Ruby does, with the same calls. Arguments: URL, issuer, key, and a path without its slash.
require 'jwt'
require 'digest'

server, issuer, secret, name = ARGV
uri = "/#{name}"
claims = {
  iss: issuer,
  iat: Time.now.to_i,
  exp: Time.now.to_i + 600,
  qsh: Digest::SHA256.hexdigest("GET&#{uri}")
}
token = JWT.encode claims, secret, 'HS256'
exec('curl', '--silent', '--show-error', '-H', "Authorization: Bearer #{token}", "#{server}#{uri}")
