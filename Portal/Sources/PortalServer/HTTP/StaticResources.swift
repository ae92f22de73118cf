// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import ProductBridgeIdentity

/// The files that belong to the program, in memory.
struct StaticResources: Sendable {
    struct File: Sendable {
        let type: String
        let body: ByteBuffer
        let tag: String

        init(_ bytes: [UInt8], type: String) {
            self.type = type
            body = ByteBuffer(bytes: bytes)
            let text = String(decoding: bytes, as: UTF8.self)
            let digest = try? Secret("PortalServer: digests of the program's own files").userHash(of: text)
            tag = "\"\(digest?.prefix(20) ?? "0")\""
        }
    }

    let styles = File(
        PackageResources.portal_css + PackageResources.settings_css,
        type: "text/css; charset=utf-8"
    )
    let widget = File(PackageResources.pb_widget_js, type: "text/javascript; charset=utf-8")
    let widgetTypes = File(PackageResources.pb_widget_d_ts, type: "application/typescript; charset=utf-8")
    let openAPI = File(PackageResources.openapi_json, type: "application/json")
    let icon = File(PackageResources.icon_svg, type: "image/svg+xml")

    /// The script of the settings' pages.
    let settingsScript = File(PackageResources.settings_js, type: "text/javascript; charset=utf-8")

    /// Its address, which changes with it.
    var settingsScriptPath: String { "/assets/settings.js?v=\(settingsScript.tag.filter(\.isHexDigit))" }

    /// The style sheet's address, which changes with it, so that browsers may keep it for good.
    var stylesPath: String { "/assets/portal.css?v=\(styles.tag.filter(\.isHexDigit))" }

    /// Answers with a file, or that the browser's copy is still good.
    func answer(_ file: File, to request: Request, maxAge: Int) -> Response {
        var headers: HTTPFields = [
            .contentType: file.type, .eTag: file.tag, .cacheControl: "public, max-age=\(maxAge)",
        ]
        if request.headers[.ifNoneMatch] == file.tag {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentLength] = String(file.body.readableBytes)
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: file.body))
    }
}
