#pragma once

#include "core/base/Error.h"
#include "core/base/Result.h"
#include "core/project/ProjectDef.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace syncline {

/**
 * One thing that an action's input asks of a relationship (catalogue 1.4): `{create: {…}}`,
 * `{update: {id, …}}`, `{delete: {id}}`, `{<custom action>: {…}}`, `{_link: id}`, `{_unlink: id}`,
 * `{_relink: {id}}`, `{_converge: {values, actions}}`. A value.
 */
struct NestedWrite
{
    enum class Kind : std::uint8_t {
        Action,
        Link,   ///< Of a HasOne: what was linked before no longer is.
        Unlink, ///< HasOne without an id: whatever is linked.
        Converge
    };
    /** One value of a list to arrive at. */
    struct Wanted
    {
        std::string id;    ///< Empty: a new record.
        bool link = false; ///< `{_link: id}`: whatever it belongs to now.
        ValueObject fields;
        std::string path;
    };

    Kind kind = Kind::Action;
    const FieldDef *field = nullptr;         ///< Of the record's model, which outlives it.
    std::string path;                        ///< From the record on: "questions[0]".
    std::string id;                          ///< Of the related record; empty: not said.
    std::shared_ptr<const ActionDef> action; ///< Action.
    ValueObject params;                      ///< Action: without the id.
    std::vector<Wanted> values;              ///< Converge.
    std::string createAction;                ///< Converge: full names.
    std::string updateAction;
    std::string deleteAction; ///< Empty: HasManyThrough unlinks what is not wanted.

    [[nodiscard]] bool creates() const
    {
        return kind == Kind::Action && action->kind == ActionKind::Create;
    }
    [[nodiscard]] bool deletes() const
    {
        return kind == Kind::Action && action->kind == ActionKind::Delete;
    }
};

/** Whether @p value for the relationship @p field is more than a link that its column can hold. */
[[nodiscard]] bool isNestedWrite(const FieldDef &field, const Value &value);

/**
 * What @p value asks of @p field. Error GGT_INVALID_ACTION_INPUT, which names the place from
 * @p base ("quiz") on: an unknown verb, a missing id, two verbs at once.
 */
Result<std::vector<NestedWrite>> parseNested(const ProjectDef &project, const FieldDef &field,
                                             const Value &value, const std::string &base);

/** @p error said of the place @p path ("quiz.questions[0]: …"), unless it names one already. */
[[nodiscard]] Error locatedAt(const std::string &path, Error error);

/** What is wrong with the fields of a record and of those nested in it, by path. */
using PathErrors = std::vector<std::pair<std::string, std::string>>;
/** Adds what @p error says of fields under @p path. False: it is about something else. */
bool collectErrors(PathErrors &errors, const std::string &path, const Error &error);

} // namespace syncline
