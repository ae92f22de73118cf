// SPDX-License-Identifier: Apache-2.0
// A refusal by the server, or why it didn't answer. Never contains a token or a credential.
export class Failure extends Error {
  constructor(code, message, { status = 0, reference = '', seconds = 0 } = {}) {
    super(message);
    Object.assign(this, { code, status, reference, seconds });
  }
}

export function tell(name, detail) {
  window.dispatchEvent(new CustomEvent(`productbridge:${name}`, { detail }));
}

// For the customer's developers: one line on the console and an event, both with the stable code.
export function report(code, message, reference = '') {
  console.error(`[ProductBridge] ${code}: ${message}${reference && ` (reference ${reference})`}`);
  tell('error', { code, message, reference });
}

export function reportFailure(failure) {
  if (failure instanceof Failure) report(failure.code, failure.message, failure.reference);
  else report('internal_error', String(failure));
}

// For the visitor.
export function failureText(texts, failure) {
  return failure.status === 429 ? texts.tooMany(failure.seconds || 60) : texts.failed;
}
