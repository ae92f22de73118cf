// Complete copy-paste Angular component with identity verification.
// Add <app-productbridge-widget /> to your AppComponent template, and provideHttpClient() to your providers.
import { HttpClient } from '@angular/common/http';
import { Component, Input, OnDestroy, OnInit } from '@angular/core';
import { catchError, firstValueFrom, map, of } from 'rxjs';

@Component({
  selector: 'app-productbridge-widget',
  template: '',
  standalone: true,
})
export class ProductBridgeWidgetComponent implements OnInit, OnDestroy {
  @Input() organizationId = '{{ORGANIZATION_ID}}';
  @Input() position = 'bottom-right';
  @Input() mode = 'popup';
  @Input() theme = 'auto';
  @Input() defaultTab = 'feedback';
  @Input() buttonColor = '#3B82F6';
  @Input() buttonText = 'Feedback';

  // The component may be gone before the token or the script has come.
  private cancelled = false;
  private script?: HTMLScriptElement;

  constructor(private http: HttpClient) {}

  async ngOnInit(): Promise<void> {
    const token = await this.fetchToken();
    if (!this.cancelled) this.loadWidget(token);
  }

  // The token from your backend; none if nobody is logged in, or if that fails
  private fetchToken(): Promise<string | undefined> {
    return firstValueFrom(
      this.http.get<{ token?: string }>('/api/productbridge-token').pipe(
        map((data) => data.token),
        catchError(() => of(undefined)),
      ),
    );
  }

  private loadWidget(token: string | undefined): void {
    const script = document.createElement('script');
    script.src = '{{WIDGET_SCRIPT_URL}}';
    script.async = true;
    script.onload = () => {
      if (this.cancelled) return;
      (window as any).ProductBridge.init({
        organizationId: this.organizationId,
        position: this.position,
        mode: this.mode,
        theme: this.theme,
        defaultTab: this.defaultTab,
        buttonColor: this.buttonColor,
        buttonText: this.buttonText,
        userToken: token,
        onTokenExpired: () => this.fetchToken(),
      });
    };
    script.onerror = () => console.error(`ProductBridge: the widget did not load from ${script.src}`);
    document.head.appendChild(script);
    this.script = script;
  }

  ngOnDestroy(): void {
    this.cancelled = true;
    (window as any).ProductBridge?.destroy();
    this.script?.remove();
  }
}
