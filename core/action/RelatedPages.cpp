#include "core/action/RelatedPages.h"

#include "core/record/BatchReader.h"
#include "core/record/LinkedRecords.h"

#include <algorithm>

namespace syncline {

namespace {

constexpr std::size_t keptPages = 8;
constexpr std::size_t pageRecords = 250;
/** Records that one query may give for lists. */
constexpr std::size_t listRecords = 2'500;

} // namespace

void RelatedPages::add(const std::shared_ptr<const ModelDef> &model,
                       const std::vector<RecordRow> &rows)
{
    if (rows.size() < 2)
        return; // Nothing to save.
    Page page;
    page.model = model;
    for (const RecordRow &row : rows) {
        if (!page.places.emplace(raw(row.id), page.ids.size()).second)
            continue;
        page.ids.push_back(raw(row.id));
        for (const FieldDef &field : model->fields) {
            if (field.type == FieldType::BelongsTo && !field.list)
                page.targets[field.name].push_back(
                    idFromText(row.fields.at(field.name).stringOr()));
        }
    }
    m_pages.push_front(std::move(page));
    if (m_pages.size() > keptPages)
        m_pages.pop_back();
}

void RelatedPages::wrote(const std::string &model)
{
    for (Page &page : m_pages) {
        for (auto &[field, loaded] : page.loaded) {
            if (loaded.found.empty() || (loaded.model != model && loaded.join != model))
                continue;
            loaded.isOff = loaded.isOff || loaded.used < 2;
            loaded.found.clear();
            loaded.used = 0;
        }
    }
}

RelatedPages::Page *RelatedPages::pageOf(const std::string &model, RecordId id)
{
    for (auto page = m_pages.begin(); page != m_pages.end(); ++page) {
        if (page->model->name != model || !page->places.contains(raw(id)))
            continue;
        m_pages.splice(m_pages.begin(), m_pages, page);
        return &m_pages.front();
    }
    return nullptr;
}

Result<std::optional<RecordPage>> RelatedPages::find(Database &database, const ProjectDef &project,
                                                     const Question &question)
{
    const std::optional<RecordPage> alone;
    Page *page = pageOf(question.model, question.owner);
    const FieldDef *field = page != nullptr ? page->model->findField(question.field) : nullptr;
    const auto other = field != nullptr ? project.findModel(field->relatedModel) : nullptr;
    if (!other)
        return alone;
    Loaded &loaded = page->loaded[field->name];
    loaded.model = other->name;
    loaded.join = field->joinModel;
    if (loaded.isOff)
        return alone;
    const bool single = field->type == FieldType::BelongsTo;
    const std::int64_t key = raw(single ? question.target : question.owner);
    if (!loaded.found.contains(key)) {
        if (single) {
            SYNCLINE_CHECK(loadTargets(database, *other, *page, question, loaded));
        } else {
            SYNCLINE_CHECK(loadLists(database, project, *field, *page, question, loaded));
        }
        if (!loaded.found.contains(key))
            return alone;
    }
    ++loaded.used;
    RecordPage answer = loaded.found.at(key);
    addFound(other, *page, *field, question, loaded);
    return std::optional(std::move(answer));
}

Result<void> RelatedPages::loadTargets(Database &database, const ModelDef &other, const Page &page,
                                       const Question &question, Loaded &into)
{
    std::vector<std::int64_t> ids{raw(question.target)};
    const auto targets = page.targets.find(question.field);
    if (targets != page.targets.end()) {
        const std::vector<std::int64_t> &all = targets->second;
        const auto from = static_cast<std::ptrdiff_t>(page.places.at(raw(question.owner)));
        ids.insert(ids.end(), all.begin() + from, all.end());
    }
    std::ranges::sort(ids);
    ids.erase(std::ranges::unique(ids).begin(), ids.end());
    std::erase_if(ids, [&into](std::int64_t id) { return id == 0 || into.found.contains(id); });
    SYNCLINE_TRY(auto rows, readRecords(database, other, ids));
    for (const std::int64_t id : ids)
        into.found.try_emplace(id);
    for (RecordRow &row : rows)
        into.found[raw(row.id)].rows.push_back(std::move(row));
    return {};
}

Result<void> RelatedPages::loadLists(Database &database, const ProjectDef &project,
                                     const FieldDef &field, const Page &page,
                                     const Question &question, Loaded &into)
{
    const auto other = project.findModel(field.relatedModel);
    ListedBy by;
    if (field.type == FieldType::HasManyThrough) {
        const auto linked = linkedBy(project, field, question.owner);
        if (!linked)
            return {};
        by.join = *linked;
    } else if (const FieldDef *inverse = other->findField(field.inverseField)) {
        by.column = inverse->storageKey;
    } else {
        return {};
    }
    const std::size_t from = page.places.at(raw(question.owner));
    const std::size_t most = std::clamp<std::size_t>(
        listRecords / static_cast<std::size_t>(question.first + 1), 1, pageRecords);
    std::vector<std::int64_t> owners;
    for (std::size_t i = from; i < page.ids.size() && owners.size() < most; ++i) {
        if (!into.found.contains(page.ids[i]))
            owners.push_back(page.ids[i]);
    }
    SYNCLINE_TRY(auto lists, readLists(database, *other, by, owners, question.first));
    into.found.merge(lists);
    return {};
}

/** What was given out now is of a page, too: that of what was found with it. */
void RelatedPages::addFound(const std::shared_ptr<const ModelDef> &model, const Page &page,
                            const FieldDef &field, const Question &question, const Loaded &loaded)
{
    const bool single = field.type == FieldType::BelongsTo;
    const std::int64_t key = raw(single ? question.target : question.owner);
    const std::vector<RecordRow> &given = loaded.found.at(key).rows;
    if (given.empty())
        return;
    const bool known = std::ranges::any_of(m_pages, [&](const Page &other) {
        return other.model->name == model->name && other.places.contains(raw(given.front().id));
    });
    if (known)
        return;
    std::vector<RecordRow> rows;
    const auto targets = page.targets.find(field.name);
    for (std::size_t i = page.places.at(raw(question.owner)); i < page.ids.size(); ++i) {
        const bool byTarget = single && targets != page.targets.end();
        const auto found = loaded.found.find(byTarget ? targets->second[i] : page.ids[i]);
        if (found == loaded.found.end() || rows.size() >= pageRecords)
            continue;
        rows.insert(rows.end(), found->second.rows.begin(), found->second.rows.end());
    }
    add(model, rows);
}

} // namespace syncline
