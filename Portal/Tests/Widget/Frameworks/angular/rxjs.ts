// SPDX-License-Identifier: Apache-2.0
// The few functions of rxjs that the snippets use, for observables of one value.

interface Observer<Value> {
  next(value: Value): void;
  error(error: unknown): void;
}

type Operator<From, To> = (source: Observable<From>) => Observable<To>;

export class Observable<Value> {
  constructor(private start: (observer: Observer<Value>) => void) {}

  subscribe(observer: Partial<Observer<Value>>): void {
    this.start({ next: (value) => observer.next?.(value), error: (error) => observer.error?.(error) });
  }

  pipe<A>(first: Operator<Value, A>): Observable<A>;
  pipe<A, B>(first: Operator<Value, A>, second: Operator<A, B>): Observable<B>;
  pipe(...operators: Operator<any, any>[]): Observable<any> {
    return operators.reduce((source: Observable<any>, operator) => operator(source), this);
  }
}

export function of<Value>(value: Value): Observable<Value> {
  return new Observable((observer) => observer.next(value));
}

export function map<From, To>(change: (value: From) => To): Operator<From, To> {
  return (source) => new Observable((observer) => source.subscribe({ ...observer, next: (value) => observer.next(change(value)) }));
}

export function catchError<Value, Instead>(handle: (error: unknown) => Observable<Instead>): Operator<Value, Value | Instead> {
  return (source) => new Observable((observer) => source.subscribe({ ...observer, error: (error) => handle(error).subscribe(observer) }));
}

export function firstValueFrom<Value>(source: Observable<Value>): Promise<Value> {
  return new Promise((next, error) => source.subscribe({ next, error }));
}
