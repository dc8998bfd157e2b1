#include "core/record/bulk/ReferenceLinks.h"

#include "core/base/Json.h"
#include "core/record/ModelTable.h"
#include "core/record/SchemaPlan.h"
#include "core/record/bulk/DigestMap.h"

#include <algorithm>

namespace syncline {

namespace {

constexpr int queriesBeforeLoading = 200;

} // namespace

Result<std::vector<ReferenceLink>> referenceLinks(Database &database)
{
    SYNCLINE_TRY(const auto models, storedModels(database));
    std::vector<ReferenceLink> links;
    for (const ModelDef &model : models) {
        const ModelTable table(model);
        for (const FieldColumn &column : table.columns()) {
            const auto add = [&](const ModelDef &target, std::string typeName) {
                links.push_back({.source = model.storageKey,
                                 .column = column.name,
                                 .remote = column.remote,
                                 .target = target.storageKey,
                                 .typeName = std::move(typeName)});
            };
            for (const UnionMember &member : column.field->members) {
                const auto one = std::ranges::find(models, member.key, &ModelDef::storageKey);
                if (one != models.end())
                    add(*one, member.model);
            }
            const auto target =
                std::ranges::find(models, column.field->relatedModel, &ModelDef::name);
            if (column.kind == ColumnKind::Reference && target != models.end())
                add(*target, {});
        }
    }
    return links;
}

Value ReferenceLink::valueOf(std::int64_t id) const
{
    return isUnion() ? Value(json::write(unionValue(typeName, std::to_string(id)))) : Value(id);
}

std::string ReferenceLink::remoteOf(std::string_view remoteId) const
{
    return (isUnion() ? unionPrefix(target) : std::string()) + std::string(remoteId);
}

namespace {

/** The raw id within @p remote, and the condition that it is one of the link's target. */
std::pair<std::string, std::string> rawIdSql(const ReferenceLink &link, const std::string &remote)
{
    if (!link.isUnion())
        return {remote, {}};
    const std::string prefix = unionPrefix(link.target); // a storage key: a–z, 0–9 and '_'
    std::string next = prefix;
    ++next.back();
    return {"substr(" + remote + ", " + std::to_string(prefix.size() + 1) + ")",
            " AND " + remote + " >= '" + prefix + "' AND " + remote + " < '" + next + "'"};
}

} // namespace

Result<void> joinLate(Database &writer, const ReferenceLink &link)
{
    const std::string source = quoteName(link.source);
    const std::string column = quoteName(link.column);
    const std::string remote = quoteName(link.remote);
    const auto [rawId, isOfTarget] = rawIdSql(link, source + "." + remote);
    const std::string matching = " FROM " + quoteName(link.target) +
                                 " AS t WHERE t._connection = " + source +
                                 "._connection AND t._remote_id = " + rawId;
    // OR IGNORE: a value that is unique within the target may be taken there; that row stays as it
    // is. The target in the record's own language, else in any.
    const std::string own = "(SELECT t.id" + matching + " AND t._locale = " + source + "._locale)";
    const std::string any = "(SELECT min(t.id)" + matching + ")";
    std::string id = "coalesce(" + own + ", " + any + ")";
    if (link.isUnion()) // as json::write() writes it; a name has nothing to escape
        id = "'{\"__typename\":\"" + link.typeName + "\",\"id\":\"' || " + id + " || '\"}'";
    SYNCLINE_TRY(auto update,
                 writer.prepare("UPDATE OR IGNORE " + source + " SET " + column + " = " + id +
                                " WHERE " + column + " IS NULL AND " + remote + " IS NOT NULL" +
                                isOfTarget + " AND EXISTS (SELECT 1" + matching + ")"));
    return update.run();
}

Result<void> joinAround(Database &writer, std::string_view modelKey)
{
    SYNCLINE_TRY(const auto links, referenceLinks(writer));
    for (const ReferenceLink &link : links) {
        if (link.source != modelKey && link.target != modelKey)
            continue;
        SYNCLINE_TRY(const bool sourceLoads, isLoading(writer, link.source));
        SYNCLINE_TRY(const bool targetLoads, isLoading(writer, link.target));
        if (!sourceLoads && !targetLoads)
            SYNCLINE_CHECK(joinLate(writer, link));
    }
    return {};
}

Result<void> joinArrived(Database &writer, const ReferenceLink &link, const ArrivedTarget &target)
{
    SYNCLINE_TRY(const bool loading, isLoading(writer, link.source));
    if (loading) // without the index; the end of the load joins all
        return {};
    const std::string column = quoteName(link.column);
    SYNCLINE_TRY(auto update,
                 writer.prepare("UPDATE OR IGNORE " + quoteName(link.source) + " SET " + column +
                                " = ?1 WHERE " + column + " IS NULL AND " + quoteName(link.remote) +
                                " = ?2 AND _connection = ?3 AND (?4 = '' OR _locale "
                                "= ?4)"));
    const Value value = link.valueOf(target.id);
    const std::string remote = link.remoteOf(target.remoteId);
    update.bindValue(1, value)
        .bindText(2, remote)
        .bindText(3, target.connection)
        .bindText(4, target.locale);
    return update.run();
}

Result<void> unjoin(Database &writer, const ReferenceLink &link, std::int64_t id)
{
    const std::string column = quoteName(link.column);
    SYNCLINE_TRY(auto update, writer.prepare("UPDATE " + quoteName(link.source) + " SET " + column +
                                             " = NULL WHERE " + column + " = ?1"));
    const Value value = link.valueOf(id);
    update.bindValue(1, value);
    return update.run();
}

Result<void> relink(Database &writer, const ReferenceLink &link, std::int64_t former,
                    std::int64_t id)
{
    const std::string column = quoteName(link.column);
    SYNCLINE_TRY(auto update, writer.prepare("UPDATE OR IGNORE " + quoteName(link.source) +
                                             " SET " + column + " = ?2 WHERE " + column + " = ?1"));
    const Value was = link.valueOf(former);
    const Value is = link.valueOf(id);
    update.bindValue(1, was).bindValue(2, is);
    return update.run();
}

Result<bool> isLoading(Database &database, std::string_view modelKey)
{
    SYNCLINE_TRY(auto query, database.prepare("SELECT 1 FROM _loading WHERE model = ?1"));
    query.bindText(1, modelKey);
    return query.step();
}

ReferenceResolver::ReferenceResolver(std::string connection)
    : m_connection(std::move(connection))
{
}

Result<std::int64_t> ReferenceResolver::find(Database &database, const std::string &target,
                                             std::string_view remoteId, std::string_view locale)
{
    Target &in = m_targets[locale.empty() ? target : target + '/' + std::string(locale)];
    if (!in.inMemory && in.queries == 0) {
        SYNCLINE_TRY(const bool loading, isLoading(database, target));
        if (loading) // no index to ask
            in.queries = queriesBeforeLoading;
    }
    if (!in.inMemory && in.queries >= queriesBeforeLoading)
        SYNCLINE_CHECK(load(database, target, locale, in));
    if (in.inMemory) {
        const auto found = in.ids.find(remoteIdKey(remoteId));
        return found != in.ids.end() ? found->second : 0;
    }
    ++in.queries;
    SYNCLINE_TRY(auto query, database.prepare("SELECT id FROM " + quoteName(target) +
                                              " WHERE _connection = ?1 AND _remote_id = ?2 "
                                              "ORDER BY _locale = ?3 DESC LIMIT 1"));
    query.bindText(1, m_connection).bindText(2, remoteId).bindText(3, locale);
    SYNCLINE_TRY(const bool found, query.step());
    return found ? query.integer(0) : 0;
}

Result<void> ReferenceResolver::load(Database &database, const std::string &target,
                                     std::string_view locale, Target &into) const
{
    SYNCLINE_TRY(auto query, database.prepare("SELECT _remote_id, id FROM " + quoteName(target) +
                                              " WHERE _connection = ?1 AND _remote_id IS NOT NULL "
                                              "ORDER BY _locale = ?2"));
    query.bindText(1, m_connection).bindText(2, locale);
    for (;;) {
        SYNCLINE_TRY(const bool more, query.step());
        if (!more)
            break;
        into.ids[remoteIdKey(query.text(0))] = query.integer(1);
    }
    into.inMemory = true;
    return {};
}

} // namespace syncline
