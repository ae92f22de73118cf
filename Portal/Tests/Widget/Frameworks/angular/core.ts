// SPDX-License-Identifier: Apache-2.0
// The parts of @angular/core that the snippets use: the decorators do nothing, a test sets inputs and calls the hooks.

export interface OnInit {
  ngOnInit(): void;
}

export interface OnDestroy {
  ngOnDestroy(): void;
}

export function Component(_: { selector: string; template: string; standalone: boolean }): ClassDecorator {
  return () => undefined;
}

export function Input(): PropertyDecorator {
  return () => undefined;
}
