#include "core/record/Dependents.h"

#include "core/base/Json.h"
#include "core/record/ModelTable.h"

#include <algorithm>
#include <map>

namespace syncline {

namespace {

/** Records of one model on one level. */
using Ids = std::vector<std::int64_t>;
using Level = std::map<std::string, Ids>;

/** One field by which records of another model depend on those of its own. */
struct Link
{
    std::shared_ptr<const ModelDef> model; ///< Whose records depend.
    const FieldDef *reference = nullptr;   ///< Theirs, which leads to the record.
    Dependent dependent = Dependent::Ignore;
};

std::vector<Link> linksOf(const ProjectDef &project, const ModelDef &model)
{
    std::vector<Link> links;
    for (const FieldDef &field : model.fields) {
        if (field.dependent == Dependent::Ignore)
            continue;
        const bool through = field.type == FieldType::HasManyThrough;
        if (!through && field.type != FieldType::HasOne && field.type != FieldType::HasMany)
            continue;
        auto other = project.findModel(through ? field.joinModel : field.relatedModel);
        const FieldDef *reference = other ? other->findField(field.inverseField) : nullptr;
        if (reference != nullptr && columnKind(*reference) == ColumnKind::Reference)
            links.push_back({std::move(other), reference, field.dependent});
    }
    return links;
}

std::string counted(const ModelDef &model, std::int64_t count)
{
    if (count == 1)
        return "1 " + model.name;
    return std::to_string(count) + " " + (model.plural.empty() ? model.name : model.plural);
}

/** Goes from level to level; lives for one call. */
class DependentsPlanner
{
public:
    DependentsPlanner(Database &database, const ProjectDef &project, const DeletionSet &underWay)
        : m_database(database),
          m_project(project),
          m_gone(underWay)
    {
    }

    Result<std::vector<DependentRecord>> plan(std::shared_ptr<const ModelDef> model, RecordId id)
    {
        m_gone.insert({model->name, raw(id)});
        m_levels.push_back({{model->name, {raw(id)}}});
        while (!m_levels.back().empty()) {
            Level next;
            for (const auto &[name, ids] : m_levels.back())
                SYNCLINE_CHECK(follow(name, ids, next));
            m_levels.push_back(std::move(next));
        }
        SYNCLINE_CHECK(checkRefusals());
        std::vector<DependentRecord> records;
        for (std::size_t i = m_levels.size(); i-- > 1;) {
            for (const auto &[name, ids] : m_levels[i]) {
                const auto of = m_project.findModel(name);
                for (const std::int64_t one : ids)
                    records.push_back({of, RecordId{one}});
            }
        }
        return records;
    }

private:
    Result<void> follow(const std::string &name, const Ids &ids, Level &next)
    {
        for (const Link &link : linksOf(m_project, *m_project.findModel(name))) {
            if (link.dependent != Dependent::Delete)
                continue;
            SYNCLINE_CHECK(each(link, ids, [&](std::int64_t id, std::int64_t) {
                if (m_gone.insert({link.model->name, id}).second)
                    next[link.model->name].push_back(id);
            }));
        }
        return {};
    }

    /** After everything that goes is known: what goes, too, refuses nothing. */
    Result<void> checkRefusals()
    {
        for (const Level &level : m_levels) {
            for (const auto &[name, ids] : level) {
                const auto model = m_project.findModel(name);
                for (const Link &link : linksOf(m_project, *model)) {
                    if (link.dependent == Dependent::Refuse)
                        SYNCLINE_CHECK(checkRefusal(*model, link, ids));
                }
            }
        }
        return {};
    }

    Result<void> checkRefusal(const ModelDef &model, const Link &link, const Ids &ids)
    {
        std::map<std::int64_t, std::pair<std::int64_t, std::int64_t>> kept; // owner → count, first
        SYNCLINE_CHECK(each(link, ids, [&](std::int64_t id, std::int64_t owner) {
            if (m_gone.contains({link.model->name, id}))
                return;
            auto &[count, first] = kept[owner];
            first = count++ == 0 ? id : first;
        }));
        if (kept.empty())
            return {};
        const auto &[owner, found] = *kept.begin();
        return Error(dependentRecords,
                     "The %1 %2 cannot be deleted, because %3 %4 to it (for example %5). Delete or "
                     "unlink what belongs to it first.",
                     {model.name, std::to_string(owner), counted(*link.model, found.first),
                      found.first == 1 ? "belongs" : "belong",
                      link.model->name + " " + std::to_string(found.second)});
    }

    /** @p visit gets each record that refers to one of @p ids, and that one. */
    template <typename Visit>
    Result<void> each(const Link &link, const Ids &ids, const Visit &visit)
    {
        constexpr std::size_t batch = 5'000;
        const std::string column = quoteName(link.reference->storageKey);
        const std::string sql = "SELECT id, " + column + " FROM " +
                                quoteName(link.model->storageKey) + " WHERE " + column +
                                " IN (SELECT value FROM json_each(?1)) ORDER BY id";
        for (std::size_t at = 0; at < ids.size(); at += batch) {
            const auto end =
                ids.begin() + static_cast<std::ptrdiff_t>(std::min(at + batch, ids.size()));
            const ValueList part(ids.begin() + static_cast<std::ptrdiff_t>(at), end);
            const std::string owners = json::write(part);
            SYNCLINE_TRY(auto rows, m_database.prepare(sql));
            rows.bindText(1, owners);
            for (;;) {
                SYNCLINE_TRY(const bool more, rows.step());
                if (!more)
                    break;
                visit(rows.integer(0), rows.integer(1));
            }
        }
        return {};
    }

    Database &m_database;
    const ProjectDef &m_project;
    DeletionSet m_gone;
    std::vector<Level> m_levels;
};

} // namespace

Result<std::vector<DependentRecord>> planDependents(Database &database, const ProjectDef &project,
                                                    std::shared_ptr<const ModelDef> model,
                                                    RecordId id, const DeletionSet &underWay)
{
    return DependentsPlanner(database, project, underWay).plan(std::move(model), id);
}

} // namespace syncline
