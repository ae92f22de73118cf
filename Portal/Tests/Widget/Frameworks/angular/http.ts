// SPDX-License-Identifier: Apache-2.0
// HttpClient of @angular/common/http as far as the snippets use it: a status that is no success is an error.

import { Observable } from './rxjs';

export class HttpClient {
  get<Body>(url: string, _options?: { headers?: Record<string, string> }): Observable<Body> {
    return new Observable((observer) => {
      fetch(url)
        .then((response) => (response.ok ? response.json() : Promise.reject(new Error(String(response.status)))))
        .then((body: Body) => observer.next(body), observer.error);
    });
  }
}
