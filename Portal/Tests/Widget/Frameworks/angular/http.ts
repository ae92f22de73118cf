// SPDX-License-Identifier: Apache-2.0
// The parts of HttpClient from @angular/common/http that the snippets use: every status but success is an error.

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
