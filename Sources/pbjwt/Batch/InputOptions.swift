// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// Where many tokens come from, and how many threads verify them.
struct InputOptions: ParsableArguments {
    @Option(
        name: .customLong("input"),
        help: ArgumentHelp(
            "A file to read tokens from instead of standard input, which is -; may be repeated.",
            valueName: "path"
        )
    )
    var paths: [String] = []

    @Option(
        help: ArgumentHelp(
            "The input is CSV with a header (RFC 4180): the name of the column with the tokens.",
            valueName: "name"
        )
    )
    var column: String?

    @Option(
        help: ArgumentHelp(
            "Each line is a JSON object: the name of its member with the token.",
            valueName: "name"
        )
    )
    var jsonl: String?

    @Option(
        help: ArgumentHelp(
            "The column or member with the time to judge each token by, \(TimeArgument.help).",
            valueName: "name"
        )
    )
    var timeFrom: String?

    @Option(help: ArgumentHelp("How many threads verify, 1 to 256; by default 1.", valueName: "number"))
    var jobs = 1

    func validate() throws {
        guard (1...256).contains(jobs) else {
            throw ValidationError("--jobs is a whole number from 1 to 256.")
        }
        guard column == nil || jsonl == nil else {
            throw ValidationError("--column and --jsonl exclude each other.")
        }
        guard timeFrom == nil || column != nil || jsonl != nil else {
            throw ValidationError("--time-from needs --column or --jsonl.")
        }
        guard timeFrom == nil || timeFrom != (column ?? jsonl) else {
            throw ValidationError("--time-from can't be where the token is.")
        }
        guard paths.filter({ $0 == "-" }).count <= 1 else {
            throw ValidationError("Standard input can be read only once.")
        }
    }

    /// Whether any of them except --jobs is given; --jobs changes nothing for one token.
    var isGiven: Bool { !paths.isEmpty || column != nil || jsonl != nil || timeFrom != nil }

    var readsStandardInput: Bool { paths.isEmpty || paths.contains("-") }

    var form: RecordForm {
        let time = timeFrom.map { Array($0.utf8) }
        if let column { return .csv(CSVHeader(token: Array(column.utf8), time: time)) }
        if let jsonl { return .jsonLines(JSONMembers(token: Array(jsonl.utf8), time: time)) }
        return .lines
    }
}

/// How the input is divided into records, and where each has its token.
enum RecordForm: Sendable {
    case lines
    case csv(CSVHeader)
    case jsonLines(JSONMembers)
}
