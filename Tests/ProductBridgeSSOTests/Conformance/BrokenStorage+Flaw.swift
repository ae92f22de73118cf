// SPDX-License-Identifier: Apache-2.0

import ProductBridgeSSOConformance

extension BrokenStorage {
    /// A defect that a store can have.
    enum Flaw: String, CaseIterable {
        // Reading
        case findsOrganizationByAnyHost, readsInTwoSteps, readsFromCache
        // Committing
        case ignoresVersions, ignoresVersionsOfWhatIsNotPut, ignoresVersionOfTenant, ignoresVersionsOfRemoved
        case takesZeroForAnyVersion, appliesUntilConflict, addsInSpiteOfConflict, saysThatConflictsWereMade
        case checksBeforeItWrites, refusesRemovalOfAbsent
        // Versions
        case countsVersionsByRecord, keepsVersionOfEqualRecord, countsAdditionsAsVersions
        // Hosts
        case lacksUniquenessOfHosts, keepsHosts, ignoresSchemeOfHosts, takesHostsInSpiteOfConflict
        // Queries
        case ordersByLanguage, startsAtAfter, ignoresLimit, ignoresLimitOfTags, keepsTags, keepsTagsOfRemoved
        case knowsOneTag, matchesTagsByPrefix, ignoresCaseOfNames, ignoresKinds
        // Counters
        case losesAdditions, replacesCounters, removesCountersWithRecords, keepsCounters
        case removesCountersOfAllOrganizations
        // Organizations
        case mixesUpOrganizations, ignoresCaseOfOrganizations, listsInAnyOrder, listsWithoutTenant
        // Removal
        case removesWithoutLimit, removesAtTheSecond, removesTooMuch, countsNothing, removesADayEarly
        case removesOfAllOrganizations
        // Fidelity
        case losesMembers, roundsTimes, normalizesTexts, cutsAtZero, cutsLongTexts, roundsNumbers

        /// The checks that must find it.
        var checks: [PortalStoreConformance.Check] {
            switch self {
            case .findsOrganizationByAnyHost: [.whatIsNotThere]
            case .readsInTwoSteps: [.readsAreOneMoment]
            case .readsFromCache: [.handlesSeeEachOther]
            case .ignoresVersions:
                [
                    .conflictsChangeNothing, .absentIsZero, .oneMakesARecord, .tokensWorkOnce,
                    .regeneratingStopsSignIns,
                ]
            case .ignoresVersionsOfWhatIsNotPut: [.conflictsChangeNothing]
            case .ignoresVersionOfTenant: [.conflictsChangeNothing, .regeneratingStopsSignIns]
            case .ignoresVersionsOfRemoved: [.conflictsChangeNothing]
            case .takesZeroForAnyVersion: [.absentIsZero, .oneMakesARecord, .tokensWorkOnce]
            case .appliesUntilConflict, .addsInSpiteOfConflict: [.conflictsChangeNothing]
            case .saysThatConflictsWereMade: [.conflictsChangeNothing, .absentIsZero]
            case .checksBeforeItWrites:
                [
                    .oneMakesARecord, .noUpdateIsLost, .oneGetsAHost, .firstLoginsMakeOnePerson,
                    .tokensWorkOnce,
                ]
            case .refusesRemovalOfAbsent: [.commitsChangeAll]
            case .countsVersionsByRecord: [.versionsNeverRepeat]
            case .keepsVersionOfEqualRecord: [.versionsChange]
            case .countsAdditionsAsVersions: [.countersHaveNoVersion]
            case .lacksUniquenessOfHosts: [.hostsAreUnique, .oneGetsAHost]
            case .keepsHosts, .ignoresSchemeOfHosts: [.hostsMove]
            case .takesHostsInSpiteOfConflict: [.conflictsChangeNothing]
            case .ordersByLanguage, .startsAtAfter, .ignoresLimit: [.kindsInOrder]
            case .ignoresLimitOfTags, .knowsOneTag, .matchesTagsByPrefix: [.tagsFind]
            case .keepsTags, .keepsTagsOfRemoved: [.tagsFollowRecords]
            case .ignoresCaseOfNames, .ignoresKinds: [.namesAreBytes]
            case .losesAdditions: [.countersAddUp]
            case .replacesCounters: [.countersBelongToCommits]
            case .removesCountersWithRecords: [.countersHaveNoVersion]
            case .keepsCounters, .removesCountersOfAllOrganizations: [.countersAreRemoved]
            case .mixesUpOrganizations, .ignoresCaseOfOrganizations: [.organizationsStayApart]
            case .listsInAnyOrder, .listsWithoutTenant: [.organizationsInOrder]
            case .removesWithoutLimit, .removesAtTheSecond, .removesTooMuch, .countsNothing:
                [.removalOfExpired]
            case .removesADayEarly: [.removalOfExpired, .clocksSetBack]
            case .removesOfAllOrganizations: [.removalLeavesNothing]
            case .losesMembers: [.recordsComeBack]
            case .roundsTimes: [.timesComeBack]
            case .normalizesTexts, .cutsAtZero: [.textsComeBack]
            case .cutsLongTexts: [.longTextsComeBack]
            case .roundsNumbers: [.numbersComeBack]
            }
        }
    }
}
