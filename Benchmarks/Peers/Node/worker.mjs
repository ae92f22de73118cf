// SPDX-License-Identifier: Apache-2.0

// Verifies tokens with jose, as the driver asks on standard input.
import { createSecretKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

// Debian's folder, which an import by name doesn't search.
const require = createRequire(import.meta.url)
const { jwtVerify } = require('/usr/share/nodejs/jose')
const { version } = require('/usr/share/nodejs/jose/package.json')

const [first, ...lines] = readFileSync(process.argv[3], 'utf8').trimEnd().split('\n')
const keys = new Map()

function keyOf(secret) {
  if (!keys.has(secret)) keys.set(secret, createSecretKey(secret, 'utf8'))
  return keys.get(secret)
}

const tokens = lines.map(line => {
  const [, outcome, token, secret = first] = line.split(' ')
  return [keyOf(secret), outcome, token]
})
const cold = Buffer.alloc(16 << 20)
const stride = 7919 // a prime
const options = { algorithms: ['HS256'] }
let read = 0

/** What is wrong with the library's answer to this token, or undefined. */
async function check(key, outcome, token) {
  const result = await jwtVerify(token, key, options).catch(() => undefined)
  if (result === undefined) return outcome === 'accepted' ? 'refused an accepted token' : undefined
  if (outcome !== 'accepted') return `accepted a token marked ${outcome}`
  return result.payload.email ? undefined : 'read no email'
}

/** How many of the verifications accepted the token. */
async function repeat(key, token, count) {
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

async function answer(key, outcome, token, count) {
  const wrong = await check(key, outcome, token)
  if (wrong) return `wrong ${wrong}`
  const start = process.hrtime.bigint()
  const accepted = await repeat(key, token, count)
  const elapsed = process.hrtime.bigint() - start
  if (accepted !== (outcome === 'accepted' ? count : 0)) return 'wrong did not decide alike each time'
  return String(elapsed)
}

/** Verifies each of the tokens once, out of order, with caches full of other data. */
async function sweep(command, tokens) {
  const calls = []
  let right = 0
  cold.fill(1 + (read & 1))
  const start = process.hrtime.bigint()
  for (let i = 0; i < tokens.length; i++) {
    const [key, outcome, token] = tokens[(i * stride) % tokens.length]
    const before = command === 'sweep' ? 0n : process.hrtime.bigint()
    const result = await jwtVerify(token, key, options).catch(() => undefined)
    if (command !== 'sweep') calls.push(Number(process.hrtime.bigint() - before))
    if (result !== undefined) read += result.payload.email.length + result.payload.sub.length
    if ((result !== undefined) === (outcome === 'accepted')) right++
  }
  const elapsed = process.hrtime.bigint() - start
  if (right !== tokens.length) return 'wrong misjudged a token in the sweep'
  if (command === 'sweep') return String(elapsed)
  calls.sort((one, other) => one - other)
  return String(calls[Math.floor(((calls.length - 1) * Number(command.slice(1))) / 100)])
}

async function reply(command, index, count) {
  if (command === 'run') return answer(...tokens[index], count)
  // JavaScript can't count allocations, and has one thread.
  if (command === 'count' || command === 'pair') return '-'
  return sweep(command, tokens.slice(index, index + count))
}

console.log(`ready\t${version}`)
for await (const line of createInterface({ input: process.stdin })) {
  const [command, index, count] = line.split(' ')
  console.log(await reply(command, Number(index), Number(count)))
}
