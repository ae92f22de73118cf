// SPDX-License-Identifier: Apache-2.0
import { Failure } from './failures.js';

const PATIENCE = 15000;

// Requests go to the origin of this script. An element of the page can be named `currentScript`.
export const ORIGIN = (() => {
  const script = [document.currentScript, document.querySelector('script[src*="/sdk/pb-widget.js"]')]
    .find((node) => node instanceof HTMLScriptElement && node.src);
  return script ? { url: new URL(script.src).origin, nonce: script.nonce } : null;
})();

export async function call(widget, method, path, { body, query = '', credential } = {}) {
  const request = new AbortController();
  widget.requests.set(request, setTimeout(() => request.abort(), PATIENCE));
  try {
    return await answerOf(await fetch(`${ORIGIN.url}/api/widget/${path}${query}`, {
      method,
      headers: { ...(body && { 'Content-Type': 'application/json' }), ...(credential && { Authorization: `Bearer ${credential}` }) },
      body: body && JSON.stringify({ organizationId: widget.options.organizationId, ...body }),
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: request.signal,
    }));
  } catch (failure) {
    if (failure instanceof Failure) throw failure;
    throw new Failure('network', `${ORIGIN.url} could not be reached: offline, ` +
      'kept away by connect-src of the page\'s content security policy, or the page\'s origin isn\'t among those of the settings');
  } finally {
    clearTimeout(widget.requests.get(request));
    widget.requests.delete(request);
  }
}

async function answerOf(response) {
  const answer = await response.json().catch(() => null);
  if (response.ok && answer && typeof answer === 'object') return answer;
  const { code, message, reference } = answer?.error ?? {};
  throw new Failure(String(code ?? (response.ok ? 'bad_answer' : `http_${response.status}`)),
    String(message ?? `The server answered with status ${response.status}`),
    { status: response.status, reference: String(reference ?? ''), seconds: Number(response.headers.get('Retry-After')) || 0 });
}

export function abandon(widget) {
  for (const [request, timer] of widget.requests) {
    clearTimeout(timer);
    request.abort();
  }
  widget.requests.clear();
}
