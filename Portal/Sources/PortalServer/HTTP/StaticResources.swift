// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import ProductBridgeIdentity

/// The program's own files, in memory.
struct StaticResources: Sendable {
    struct File: Sendable {
        let type: String
        let body: ByteBuffer
        let tag: String
        /// The same file, compressed when it was built.
        let gzipped: ByteBuffer?

        init(_ bytes: [UInt8], type: String, gzipped: [UInt8]? = nil) {
            self.type = type
            body = ByteBuffer(bytes: bytes)
            self.gzipped = gzipped.map { ByteBuffer(bytes: $0) }
            let text = String(decoding: bytes, as: UTF8.self)
            let digest = try? Secret("PortalServer: digests of the program's own files").userHash(of: text)
            tag = "\"\(digest?.prefix(20) ?? "0")\""
        }

        /// The tag of the compressed bytes.
        var gzippedTag: String { "\"\(tag.dropFirst().dropLast())-gzip\"" }
    }

    let styles = File(
        PackageResources.portal_css + PackageResources.settings_css,
        type: "text/css; charset=utf-8"
    )
    let widget = File(
        PackageResources.pb_widget_js,
        type: "text/javascript; charset=utf-8",
        gzipped: PackageResources.pb_widget_js_gz
    )
    let widgetTypes = File(PackageResources.pb_widget_d_ts, type: "application/typescript; charset=utf-8")
    let openAPI = File(PackageResources.openapi_json, type: "application/json")
    let icon = File(PackageResources.icon_svg, type: "image/svg+xml")

    /// The script for the settings pages.
    let settingsScript = File(PackageResources.settings_js, type: "text/javascript; charset=utf-8")

    /// Its address, which changes with its content.
    var settingsScriptPath: String { "/assets/settings.js?v=\(settingsScript.tag.filter(\.isHexDigit))" }

    /// The style sheet's address, which changes with its content, so that browsers may cache it forever.
    var stylesPath: String { "/assets/portal.css?v=\(styles.tag.filter(\.isHexDigit))" }

    /// Answers with a file, compressed if possible and the browser accepts it; or that the browser's copy is still valid.
    func answer(_ file: File, to request: Request, maxAge: Int) -> Response {
        var (body, tag) = (file.body, file.tag)
        var headers: HTTPFields = [.contentType: file.type, .cacheControl: "public, max-age=\(maxAge)"]
        if let gzipped = file.gzipped {
            headers[.vary] = "Accept-Encoding"
            if request.headers.takesGzip {
                (body, tag) = (gzipped, file.gzippedTag)
                headers[.contentEncoding] = "gzip"
            }
        }
        headers[.eTag] = tag
        if request.headers.ifNoneMatch(tag) {
            headers[.contentEncoding] = nil
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentLength] = String(body.readableBytes)
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
    }
}
