// SPDX-License-Identifier: Apache-2.0

// Issues a token as the Node samples do, for the order on standard input (programs.py). Replaces jsonwebtoken, with
// Node's own crypto.
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'

const order = JSON.parse(readFileSync(0, 'utf8'))
const readings = [...(order.clock ?? [])]
const time = () => readings.shift() ?? Math.floor(Date.now() / 1000)

/** Writes the same as jsonwebtoken: iat after the payload's own claims, exp after iat, nothing for undefined. */
function sign(payload, secret, { algorithm = 'HS256', expiresIn }) {
  const iat = time()
  const segments = [{ alg: algorithm, typ: 'JWT' }, { ...payload, iat, exp: iat + expiresIn }]
  const input = segments.map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  const mac = createHmac(algorithm.replace('HS', 'sha'), secret).update(input).digest('base64url')
  return `${input}.${mac}`
}

function widget(user) {
  return {
    email: user.email,
    name: user.name,
    sub: String(user.id),
    avatar_url: user.avatar_url,
    company_name: user.company_name,
    company_id: String(user.company_id),
    company_mrr: user.mrr,
    customer_status: user.status,
    renewal_date: user.renewal_date,
    renewal_risk: user.renewal_risk,
  }
}

function sso(user) {
  return {
    email: user.email,
    name: user.name,
    id: String(user.id),
    avatarURL: user.avatar_url,
    company_name: user.company_name,
    company_id: String(user.company_id),
    company_mrr: user.mrr,
    customer_status: user.status,
    renewal_date: user.renewal_date,
    renewal_risk: user.renewal_risk,
  }
}

function hashed(user, id) {
  const userHash = createHmac('sha256', order.secret).update(String(id)).digest('hex')
  return order.form === 'widget'
    ? { email: user.email, sub: String(user.id), user_hash: userHash }
    : { email: user.email, id: String(user.id), user_hash: userHash }
}

const { user, secret, algorithm } = order
const form = order.form === 'widget' ? widget : sso
const payload = order.hash_of === undefined ? form(user) : hashed(user, order.hash_of)
console.log(sign(payload, secret, { expiresIn: 3600, algorithm }))
