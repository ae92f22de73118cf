// A refusal of the server, or what kept it from answering. No token and no credential is ever in one.
class Failure extends Error {
  constructor(code, message, { status = 0, reference = '', seconds = 0 } = {}) {
    super(message);
    Object.assign(this, { code, status, reference, seconds });
  }
}

function tell(name, detail) {
  window.dispatchEvent(new CustomEvent(`productbridge:${name}`, { detail }));
}

// For the customer's developers: one line on the console, and an event, both with the stable code.
function report(code, message, reference = '') {
  console.error(`[ProductBridge] ${code}: ${message}${reference && ` (reference ${reference})`}`);
  tell('error', { code, message, reference });
}

function reportFailure(failure) {
  if (failure instanceof Failure) report(failure.code, failure.message, failure.reference);
  else report('internal_error', String(failure));
}
