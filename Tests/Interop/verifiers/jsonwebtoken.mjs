// SPDX-License-Identifier: Apache-2.0

// Verifies the token in the order on standard input (programs.py) with Node's own crypto: the algorithm, the MAC, and
// the times and names that jsonwebtoken checks.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'

function verify({ token, secret, audience, issuer }) {
  const [header, payload, signature] = token.split('.')
  const [{ alg }, claims] = [header, payload].map(part => JSON.parse(Buffer.from(part, 'base64url')))
  if (alg !== 'HS256') return { refused: 'algorithm' }
  const expected = createHmac('sha256', secret).update(`${header}.${payload}`).digest()
  const given = Buffer.from(signature, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { refused: 'signature' }
  const now = Math.floor(Date.now() / 1000)
  if (claims.nbf > now) return { refused: 'early' }
  if (!(now < claims.exp)) return { refused: 'expired' }
  if (audience !== undefined && ![claims.aud].flat().includes(audience)) return { refused: 'audience' }
  if (issuer !== undefined && claims.iss !== issuer) return { refused: 'issuer' }
  return { header: JSON.parse(Buffer.from(header, 'base64url')), claims }
}

console.log(JSON.stringify(verify(JSON.parse(readFileSync(0, 'utf8')))))
