#pragma once

#include "core/base/Result.h"
#include "core/base/Value.h"
#include "core/store/Database.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace syncline {

/** One reference column of the database: from which table, to which. */
struct ReferenceLink
{
    std::string source; ///< Storage key of the model that has the field.
    std::string column;
    std::string remote;     ///< Column of the raw id.
    std::string target;     ///< Storage key of the related model.
    std::string typeName{}; ///< Of a union: the target's name, as its values say it.

    [[nodiscard]] bool isUnion() const { return !typeName.empty(); }
    /** What the column holds when it leads to record @p id. */
    [[nodiscard]] Value valueOf(std::int64_t id) const;
    /** What the column of the raw id holds for @p remoteId. */
    [[nodiscard]] std::string remoteOf(std::string_view remoteId) const;
};

/** All of them, by the definitions that the database has. Related models that are not there are
 * left out. */
Result<std::vector<ReferenceLink>> referenceLinks(Database &database);

/** Fills references whose target has arrived meanwhile. Not a change of the record: no delta,
 * `updated_at` stays. */
Result<void> joinLate(Database &writer, const ReferenceLink &link);
/** The same for every reference from and to the model @p modelKey; not while a first load fills one
 * of them, which does it at its end. */
Result<void> joinAround(Database &writer, std::string_view modelKey);
/** A record of the link's target, whose remote id others may wait for. */
struct ArrivedTarget
{
    std::int64_t id = 0;
    std::string connection;
    std::string remoteId;
    std::string locale;
};
/** Fills the references that waited for @p target: joinLate() of one record, by an index. */
Result<void> joinArrived(Database &writer, const ReferenceLink &link, const ArrivedTarget &target);
/** The record @p id of the link's target is gone: references to it wait again for its remote id. */
Result<void> unjoin(Database &writer, const ReferenceLink &link, std::int64_t id);
/** The record @p former of the link's target is gone and was made anew as @p id: what refers to it
 * goes along. */
Result<void> relink(Database &writer, const ReferenceLink &link, std::int64_t former,
                    std::int64_t id);
/** Whether a first load of the model is under way: then its table has no indexes. */
Result<bool> isLoading(Database &database, std::string_view modelKey);

/**
 * Record ids by remote ids of the models that a sync's documents refer to. The first look-ups of a
 * model are queries; one that is asked often is read into memory. What is not found may arrive
 * later: it is no error, and joinLate() fills it in. Not thread-safe.
 */
class ReferenceResolver
{
public:
    explicit ReferenceResolver(std::string connection);
    /** The record in @p locale, else in any. 0: not there. */
    Result<std::int64_t> find(Database &database, const std::string &target,
                              std::string_view remoteId, std::string_view locale);
    /** The transaction that was read in was rolled back. */
    void forget() { m_targets.clear(); }

private:
    struct Target
    {
        int queries = 0;
        bool inMemory = false;
        std::unordered_map<std::uint64_t, std::int64_t> ids;
    };
    Result<void> load(Database &database, const std::string &target, std::string_view locale,
                      Target &into) const;

    std::string m_connection;
    std::unordered_map<std::string, Target> m_targets; ///< By model and locale.
};

} // namespace syncline
