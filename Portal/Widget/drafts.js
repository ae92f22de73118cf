// SPDX-License-Identifier: Apache-2.0
// Keeps a draft over a reload of the page, for the person who typed it.
const DRAFT = 'productbridge:draft:';

function storage(work) {
  try {
    return work(window.sessionStorage);
  } catch {
    return null; // the browser has no storage for this page
  }
}

function draftKey(widget, email) {
  return DRAFT + JSON.stringify([widget.options.organizationId, email]);
}

export const ownKey = (widget) => draftKey(widget, widget.person?.email ?? '');

export function loadDraft(widget) {
  const draft = storage((store) => JSON.parse(store.getItem(ownKey(widget))));
  return { title: String(draft?.title ?? ''), text: String(draft?.text ?? '') };
}

export function saveDraft(widget, draft) {
  storage((store) => (draft.title || draft.text
    ? store.setItem(ownKey(widget), JSON.stringify(draft))
    : store.removeItem(ownKey(widget))));
}

export function forgetDrafts(kept = []) {
  storage((store) => Object.keys(store)
    .filter((key) => key.startsWith(DRAFT) && !kept.includes(key))
    .forEach((key) => store.removeItem(key)));
}

// Removes other people's drafts. A draft from before a login becomes that of the person who logs in.
export function takeOverDrafts(widget) {
  const [own, anonymous] = [ownKey(widget), draftKey(widget, '')];
  forgetDrafts([own, anonymous]);
  storage((store) => {
    const typed = store.getItem(anonymous);
    if (typed !== null && store.getItem(own) === null) store.setItem(own, typed);
    store.removeItem(anonymous);
  });
}
