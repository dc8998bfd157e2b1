#pragma once

#include "core/base/Result.h"
#include "core/record/ModelTable.h"
#include "core/store/Database.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** What SQLite says, where it says something. */
inline std::string_view orEmpty(const char *text)
{
    return text == nullptr ? std::string_view() : std::string_view(text);
}

/**
 * The models as the SQL of a view sees them: one TEMP VIEW each, named like the model, with the
 * columns id, createdAt, updatedAt, remoteId, the fields (dates as ISO text, a belongsTo as
 * <name>Id, computed ones as what they yield), and no secret.
 *
 * Each stands on an inner view whose name holds a secret of this object. It is by the inner view's
 * name that ViewGuard knows a read which a model's view makes from one that the user's SQL makes:
 * SQLite names only the innermost view, subquery or CTE, and a CTE may have any name that one can
 * know.
 */
class ViewSchema
{
public:
    using Models = std::vector<std::shared_ptr<const ModelDef>>;
    /** @p secret: nobody can guess it (Random::uuid()). */
    ViewSchema(Models models, std::string secret);

    /** Makes the views in @p database, and looks which tables it has. */
    Result<void> create(Database &database);

    [[nodiscard]] const Models &models() const { return m_models; }
    /** Whether @p name is a view of this, for the user or an inner one; as SQL compares names. */
    [[nodiscard]] bool isView(std::string_view name) const;
    [[nodiscard]] bool isInner(std::string_view name) const;
    /** Whether the database has a table or view of this name that is none of ours. */
    [[nodiscard]] bool isRaw(std::string_view name) const;
    /** The model whose table this is; nullptr: none. */
    [[nodiscard]] const ModelTable *tableOf(std::string_view storageKey) const;
    /** Of a model of this name, as SQL compares names; nullptr: none. */
    [[nodiscard]] const ModelDef *modelNamed(std::string_view name) const;

private:
    [[nodiscard]] std::string innerName(const ModelDef &model) const;
    [[nodiscard]] std::string innerSql(const ModelTable &table) const;

    const Models m_models;
    const std::string m_secret;
    std::vector<ModelTable> m_tables;
    std::map<std::string, const ModelDef *> m_byName; ///< Folded.
    std::set<std::string> m_raw;                      ///< Folded.
};

} // namespace syncline
