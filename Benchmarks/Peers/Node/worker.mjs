// SPDX-License-Identifier: Apache-2.0

// Verifies tokens with jose, as the driver asks on standard input.
import { createSecretKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

// Debian's folder, where an import by name doesn't look.
const require = createRequire(import.meta.url)
const { jwtVerify } = require('/usr/share/nodejs/jose')
const { version } = require('/usr/share/nodejs/jose/package.json')

const [secret, ...lines] = readFileSync(process.argv[3], 'utf8').trimEnd().split('\n')
const tokens = lines.map(line => line.split(' ').slice(1))
const key = createSecretKey(secret, 'utf8')
const options = { algorithms: ['HS256'] }
let read = 0

/** What is wrong with the library's answer to this token, or undefined. */
async function check(outcome, token) {
  const result = await jwtVerify(token, key, options).catch(() => undefined)
  if (result === undefined) return outcome === 'accepted' ? 'refused an accepted token' : undefined
  if (outcome !== 'accepted') return `accepted a token marked ${outcome}`
  return result.payload.email ? undefined : 'read no email'
}

/** How many of the verifications accepted the token. */
async function repeat(token, count) {
  let accepted = 0
  for (let i = 0; i < count; i++) {
    try {
      const { payload } = await jwtVerify(token, key, options)
      read += payload.email.length + payload.sub.length
      accepted++
    } catch {
      continue
    }
  }
  return accepted
}

async function answer(outcome, token, count) {
  const wrong = await check(outcome, token)
  if (wrong) return `wrong ${wrong}`
  const start = process.hrtime.bigint()
  const accepted = await repeat(token, count)
  const elapsed = process.hrtime.bigint() - start
  if (accepted !== (outcome === 'accepted' ? count : 0)) return 'wrong did not decide alike each time'
  return String(elapsed)
}

console.log(`ready\t${version}`)
for await (const line of createInterface({ input: process.stdin })) {
  const [command, index, count] = line.split(' ')
  // JavaScript counts no allocations.
  console.log(command === 'count' ? '-' : await answer(...tokens[Number(index)], Number(count)))
}
