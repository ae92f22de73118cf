// SPDX-License-Identifier: Apache-2.0
import { accents } from './colour.js';
import { element } from './element.js';

const LIGHT = `color-scheme:light;--page:#fff;--well:#f4f5f7;--raised:#fff;--text:#16181d;--muted:#5b6270;
--line:#e3e6eb;--field:#8b92a0;--wrong:#b42318;--right:#067647;
--shadow:0 0 0 1px rgb(16 24 40/.08),0 8px 16px -6px rgb(16 24 40/.12),0 28px 56px -16px rgb(16 24 40/.28);`;
const DARK = `color-scheme:dark;--page:#17191e;--well:#1f2228;--raised:#2d3139;--text:#f2f4f7;--muted:#a3abb8;
--line:#2d3139;--field:#6f7785;--wrong:#ff9c92;--right:#5fd39b;
--shadow:0 0 0 1px rgb(255 255 255/.1),0 28px 56px -16px rgb(0 0 0/.7);`;

export function styles({ theme, mode, buttonColor }) {
  const colours = accents(buttonColor);
  const dark = `:host{${DARK}${colours.dark}}`;
  // `important` keeps the page from overriding these, and `all` from passing on inherited styles.
  return `:host{all:initial!important;display:${mode === 'inline' ? 'block' : 'contents'}!important;
${LIGHT}${colours.light}}
${theme === 'dark' ? dark : theme === 'auto' ? `@media(prefers-color-scheme:dark){${dark}}` : ''}
*,*::before,*::after{box-sizing:border-box}
[hidden]{display:none!important}
.root{font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;color:var(--text);
text-align:start;-webkit-font-smoothing:antialiased}
button,input,textarea{font:inherit;color:inherit;letter-spacing:inherit;margin:0}
button{border:0;background:none;padding:0;cursor:pointer;-webkit-tap-highlight-color:transparent}
h2,h3,p,ul{margin:0;padding:0}
svg{display:block;flex:none}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}

.launcher{position:fixed;z-index:2147483000;display:flex;align-items:center;gap:8px;height:44px;max-width:calc(100vw - 32px);
padding:0 18px 0 14px;border-radius:22px;background:var(--fill);color:var(--on-fill);font-weight:600;
box-shadow:0 1px 2px rgb(16 24 40/.16),0 10px 24px -8px rgb(16 24 40/.4)}
.launcher:focus-visible{outline-offset:3px}
.launcher span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.right>.launcher{right:24px}.left>.launcher{left:24px}
.bottom>.launcher{bottom:24px}.top>.launcher{top:24px}

.veil{position:fixed;inset:0;z-index:2147483000;background:rgb(10 12 16/.4)}
.popup>.veil{display:none}
.panel{display:flex;flex-direction:column;overflow:hidden;background:var(--page);outline:0}
.popup>.panel,.sidebar>.panel{position:fixed;z-index:2147483001;box-shadow:var(--shadow)}
.popup>.panel{width:384px;height:560px;max-height:calc(100vh - 104px);border-radius:16px}
.popup.right>.panel{right:24px}.popup.left>.panel{left:24px}
.popup.bottom>.panel{bottom:80px}.popup.top>.panel{top:80px}
.sidebar>.panel{top:0;bottom:0;width:min(440px,100vw)}
.sidebar.right>.panel{right:0}.sidebar.left>.panel{left:0}
.inline>.panel{min-height:480px;border:1px solid var(--line);border-radius:16px}

header{display:flex;align-items:center;gap:12px;padding:16px 16px 12px 20px}
h2{flex:1;min-width:0;font-size:16px;line-height:24px;font-weight:650;letter-spacing:-.01em;overflow-wrap:anywhere}
.close{display:grid;place-items:center;width:32px;height:32px;border-radius:8px;color:var(--muted)}
.close:hover{background:var(--well);color:var(--text)}
.tabs{display:flex;gap:2px;margin:0 20px 4px;padding:3px;border-radius:10px;background:var(--well)}
.tab{flex:1;min-width:0;height:32px;border-radius:8px;color:var(--muted);font-weight:550}
.tab:hover{color:var(--text)}
.tab[aria-selected=true]{background:var(--raised);color:var(--text);box-shadow:0 1px 2px rgb(16 24 40/.14)}
.body{flex:1;display:flex;flex-direction:column;min-height:0;overflow-y:auto;overscroll-behavior:contain}

form{flex:1;display:flex;flex-direction:column;gap:16px;padding:12px 20px 20px}
label{display:flex;justify-content:space-between;margin-bottom:6px;font-size:13px;font-weight:550}
label small{font-size:12px;font-weight:400;color:var(--muted)}
input,textarea{display:block;width:100%;padding:9px 12px;border:1px solid var(--field);border-radius:10px;background:var(--page)}
input::placeholder,textarea::placeholder{color:var(--muted);opacity:1}
input:focus,textarea:focus{outline:2px solid var(--accent);outline-offset:-1px;border-color:transparent}
[aria-invalid=true]{border-color:var(--wrong)}
.grow{flex:1;display:flex;flex-direction:column}
textarea{flex:1;min-height:112px;resize:none}
.wrong{color:var(--wrong);font-size:13px}
.wrong:empty{display:none}
.actions{display:flex;align-items:center;gap:12px}
.who{flex:1;display:flex;align-items:center;gap:8px;min-width:0;color:var(--muted);font-size:13px;line-height:18px}
.who b{display:block;color:var(--text);font-weight:550;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.who>span{min-width:0}
.avatar{position:relative;display:grid;place-items:center;width:32px;height:32px;flex:none;border-radius:50%;overflow:hidden;
background:var(--well);color:var(--muted);font-size:12px;font-weight:600}
.avatar img{position:absolute;inset:0;width:100%;height:100%;object-fit:cover}
.primary,.secondary{min-height:40px;padding:0 18px;border-radius:10px;font-weight:600;white-space:nowrap}
.primary{background:var(--fill);color:var(--on-fill)}
.secondary{border:1px solid var(--field)}
.secondary:hover{background:var(--well)}
.primary[aria-disabled=true]{cursor:default;opacity:.75}

.ideas{list-style:none;padding:8px 12px 16px}
.idea{display:flex;align-items:center;gap:12px;padding:8px;border-radius:12px}
.idea:hover{background:var(--well)}
.idea p{min-width:0;font-weight:500;overflow-wrap:anywhere}
.vote{display:grid;place-items:center;align-content:center;gap:1px;flex:none;min-width:48px;height:50px;padding:0 8px;
border:1px solid var(--line);border-radius:10px;background:var(--page);font-weight:600;font-variant-numeric:tabular-nums}
.vote:hover{border-color:var(--accent)}
.vote svg{color:var(--muted)}
.vote[aria-pressed=true]{border-color:var(--accent);color:var(--accent)}
.vote[aria-pressed=true] svg{color:inherit}
.note{margin:8px 20px 0;padding:10px 12px;border-radius:10px;background:var(--well);font-size:13px}

.notice{flex:1;display:flex;flex-direction:column;align-items:center;justify-content:center;gap:8px;padding:32px;text-align:center}
.notice h3{font-size:16px;line-height:24px;font-weight:650;letter-spacing:-.01em}
.notice p{max-width:36ch;color:var(--muted);overflow-wrap:anywhere}
.notice small{font-size:12px;color:var(--muted)}
.badge{display:grid;place-items:center;width:56px;height:56px;margin-bottom:8px;border-radius:50%;background:var(--well);color:var(--muted)}
.badge.right{color:var(--right)}
.notice .actions{flex-wrap:wrap;justify-content:center;margin-top:12px}
a.secondary{display:inline-flex;align-items:center;color:inherit;text-decoration:none}
.spinner{width:28px;height:28px;border:3px solid var(--line);border-top-color:var(--accent);border-radius:50%}

@media(max-width:480px){
.right>.launcher{right:16px}.left>.launcher{left:16px}.bottom>.launcher{bottom:16px}.top>.launcher{top:16px}
.popup>.veil{display:block}
.popup>.panel{inset:auto 0 0!important;width:100%;height:auto;min-height:min(520px,100vh);max-height:calc(100vh - 24px);max-height:calc(100dvh - 24px);
border-radius:16px 16px 0 0;padding-bottom:env(safe-area-inset-bottom)}
.sidebar>.panel{width:100%}
input,textarea{font-size:16px}
.close,.tab{min-height:44px}.close{width:44px;margin:-6px -6px -6px 0}
.primary,.secondary{min-height:44px}
}
@media(prefers-reduced-motion:no-preference){
.launcher,.vote,.tab,.close,.secondary{transition:background-color .15s,border-color .15s,color .15s,transform .15s}
.launcher:hover{transform:translateY(-1px)}
.primary:hover:not([aria-disabled=true]),.launcher:hover{filter:brightness(1.06)}
.popup>.panel,.sidebar>.panel{animation:arrive .2s cubic-bezier(.2,.8,.2,1)}
.sidebar>.panel{--from:translateX(24px)}.sidebar.left>.panel{--from:translateX(-24px)}
.veil{animation:fade .2s}
.spinner{animation:turn .8s linear infinite}
}
@keyframes arrive{from{opacity:0;transform:var(--from,translateY(12px))}}
@keyframes fade{from{opacity:0}}
@keyframes turn{to{transform:rotate(1turn)}}
@media(forced-colors:active){.launcher,.panel,.tab[aria-selected=true],.primary{border:1px solid}}
@media print{.launcher,.veil,.panel{display:none}}`;
}

// A constructed sheet needs no permission in a content security policy; browsers before 2023 get an element.
export function addStyles(root, text, nonce) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(element('style', { nonce }, text));
  }
}
