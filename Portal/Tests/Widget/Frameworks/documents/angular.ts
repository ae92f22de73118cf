// Complete copy-paste Angular component with identity verification.
// Add <app-productbridge-widget /> to your AppComponent template.
import { Component, Input, OnInit, OnDestroy } from '@angular/core';
import { HttpClient } from '@angular/common/http';
@Component({
selector: 'app-productbridge-widget',
template: '',
standalone: true,
})
export class ProductBridgeWidgetComponent implements OnInit, OnDestroy {
@Input() organizationId = 'YOUR_ORGANIZATION_ID';
@Input() position = 'bottom-right';
@Input() mode = 'popup';
@Input() theme = 'auto';
@Input() defaultTab = 'feedback';
@Input() buttonColor = '#3B82F6';
@Input() buttonText = 'Feedback';
constructor(private http: HttpClient) {}
ngOnInit(): void {
// Fetch the token from your backend
this.http.get<{ token: string }>('/api/productbridge-token').subscribe({
next: ({ token }) => this.loadWidget(token),
error: () => this.loadWidget(null), // load anonymously on error
});
}
private loadWidget(token: string | null): void {
const script = document.createElement('script');
script.src = 'https://app.productbridge.io/sdk/pb-widget.js';
script.async = true;
script.onload = () => {
(window as any).ProductBridge.init({
organizationId: this.organizationId,
position: this.position,
mode: this.mode,
theme: this.theme,
defaultTab: this.defaultTab,
buttonColor: this.buttonColor,
buttonText: this.buttonText,
...(token && { userToken: token }),
});
};
document.head.appendChild(script);
}
ngOnDestroy(): void {
(window as any).ProductBridge?.destroy();
}
}
