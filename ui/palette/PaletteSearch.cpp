#include "ui/palette/PaletteSearch.h"

#include "core/engine/Lookups.h"
#include "ui/base/ActionRegistry.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/inspector/RecordTitle.h"
#include "ui/palette/FuzzyMatch.h"
#include "ui/records/RecordLink.h"
#include "ui/shell/RunText.h"

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace syncline::ui {

namespace {

constexpr int recordsPerModel = 5;
constexpr int recordsFound = 20;

PaletteItem recordItem(const std::string &model, RecordId id, const QString &title)
{
    PaletteItem item;
    item.text = title;
    item.detail = displayLine(model, 60) + u" "_s + toQString(toText(id));
    item.icon = u"record"_s;
    item.target = InspectTarget::ofRecord(toQString(model), id);
    return item;
}

PaletteItem documentItem(DocumentRef::Kind kind, const std::string &name, const QString &detail,
                         const QString &icon, int score)
{
    PaletteItem item;
    item.text = displayLine(name, 200);
    item.detail = detail;
    item.icon = icon;
    item.document.emplace();
    item.document->kind = kind;
    item.document->name = toQString(name);
    item.score = score;
    return item;
}

} // namespace

PaletteSearch::PaletteSearch(const ActionRegistry *actions, QObject *parent)
    : QObject(parent),
      m_actions(actions)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(150ms);
    connect(&m_timer, &QTimer::timeout, this, &PaletteSearch::searchRecords);
}

void PaletteSearch::setProject(const UiContext &context)
{
    m_context = context;
    ++m_ticket;
    m_timer.stop();
}

void PaletteSearch::search(const QString &text, const DocumentRef &inFront)
{
    ++m_ticket;
    m_timer.stop();
    m_waiting = 0;
    const QChar prefix = text.isEmpty() ? QChar() : text.at(0);
    const bool hasPrefix = prefix == u'>' || prefix == u'#' || prefix == u'@' || prefix == u':';
    const QString pattern = hasPrefix ? text.mid(1).trimmed() : text.trimmed();
    std::vector<PaletteItem> items;
    if (prefix == u':') {
        bool isNumber = false;
        const int line = pattern.toInt(&isNumber);
        if (isNumber && inFront.kind == DocumentRef::Kind::Code && inFront.isValid()) {
            PaletteItem item = documentItem(inFront.kind, fromQString(inFront.name),
                                            tr("line %1").arg(line), u"code"_s, 0);
            item.document->line = line;
            items.push_back(item);
        }
    } else if (prefix == u'>') {
        addCommands(items, pattern);
    } else if (prefix == u'@') {
        addSymbols(items, pattern);
    } else if (prefix != u'#') {
        addDefinitions(items, pattern);
        if (!pattern.isEmpty())
            addCommands(items, pattern);
    }
    std::stable_sort(items.begin(), items.end(),
                     [](const PaletteItem &a, const PaletteItem &b) { return a.score > b.score; });
    if (items.size() > shownAtMost)
        items.resize(shownAtMost);
    Q_EMIT found(items);
    m_onlyRecords = prefix == u'#';
    m_recordText = pattern;
    const bool wantsRecords =
        m_context.engine && !pattern.isEmpty() && (m_onlyRecords || !hasPrefix);
    if (wantsRecords && (m_onlyRecords || pattern.size() > 1 || pattern.at(0).isDigit()))
        m_timer.start();
    else
        Q_EMIT finished();
}

void PaletteSearch::addCommands(std::vector<PaletteItem> &items, const QString &pattern) const
{
    for (QAction *action : m_actions->actions()) {
        QString text = action->text();
        text.remove(u'&');
        const int score = fuzzyScore(pattern, text);
        if (score < 0 || !action->isEnabled() || action->objectName().startsWith(u"go.anything"_s))
            continue;
        PaletteItem item;
        item.text = text;
        item.detail = action->shortcut().isEmpty()
                          ? tr("command")
                          : action->shortcut().toString(QKeySequence::NativeText);
        item.icon = action->icon().name();
        item.action = action;
        item.score = score;
        items.push_back(std::move(item));
    }
}

void PaletteSearch::addDefinitions(std::vector<PaletteItem> &items, const QString &pattern) const
{
    const ProjectPtr project = m_context.engine ? m_context.engine->inForce() : nullptr;
    if (!project)
        return;
    constexpr int modelBonus = 12; // of equals, what people mean first
    constexpr int connectionBonus = 8;
    const auto add = [&items, &pattern](DocumentRef::Kind kind, const std::string &name,
                                        const QString &detail, const QString &icon, int bonus) {
        const int score = fuzzyScore(pattern, toQString(name));
        if (score >= 0)
            items.push_back(documentItem(kind, name, detail, icon, score + bonus));
    };
    for (const auto &model : project->models)
        add(DocumentRef::Kind::Records, model->name, tr("model"), u"model"_s, modelBonus);
    for (const auto &model : project->models)
        add(DocumentRef::Kind::Schema, model->name, tr("schema"), u"schema"_s, 0);
    for (const auto &connection : project->connections)
        add(DocumentRef::Kind::Connection, connection->name, tr("connection"), u"connection"_s,
            connectionBonus);
    for (const auto &action : project->actions)
        add(DocumentRef::Kind::Action, action->fullName(),
            action->model.empty() ? tr("global action") : tr("action"), u"action"_s, 0);
    for (const auto &[path, hash] : project->scripts)
        add(DocumentRef::Kind::Code, path, tr("file"), u"file"_s, 0);
}

void PaletteSearch::addSymbols(std::vector<PaletteItem> &items, const QString &pattern) const
{
    const ProjectPtr project = m_context.engine ? m_context.engine->inForce() : nullptr;
    if (!project)
        return;
    for (const auto &model : project->models) {
        for (const FieldDef &field : model->fields) {
            const std::string name = model->name + "." + field.name;
            const int score = fuzzyScore(pattern, toQString(name));
            if (score < 0)
                continue;
            PaletteItem item =
                documentItem(DocumentRef::Kind::Schema, model->name,
                             toQString(fieldTypeName(field.type)), u"schema"_s, score);
            item.text = displayLine(name, 160);
            item.document->detail = toQString(field.name);
            items.push_back(std::move(item));
        }
    }
    for (const auto &action : project->actions) {
        const int score = fuzzyScore(pattern, toQString(action->fullName()));
        if (score >= 0)
            items.push_back(documentItem(DocumentRef::Kind::Action, action->fullName(),
                                         tr("action"), u"action"_s, score));
    }
}

void PaletteSearch::searchRecords()
{
    m_waiting = 1; // this function itself, so that "finished" comes once
    m_foundRecords.clear();
    if (const std::int64_t id = idFromText(fromQString(m_recordText)); id > 0 && !m_onlyRecords)
        searchRun(id);
    if (!searchLink()) {
        lookUp();
        searchByText();
    }
    answered();
}

bool PaletteSearch::searchLink()
{
    const auto target = linkedRecord(m_recordText);
    if (!target)
        return false;
    const auto model = m_context.engine->inForce()->findModel(fromQString(target->model));
    if (!model)
        return true;
    ++m_waiting;
    whenDone(m_context.engine->record(model->name, target->record), this,
             [this, ticket = m_ticket, model](const Result<RecordRow> &row) {
                 if (ticket != m_ticket)
                     return;
                 if (row)
                     addRecords({recordItem(model->name, row->id, recordTitle(*model, *row))});
                 answered();
             });
    return true;
}

void PaletteSearch::lookUp()
{
    ++m_waiting;
    whenDone(m_context.engine->lookups().findRecords(fromQString(m_recordText), recordsFound), this,
             [this, ticket = m_ticket](const Result<std::vector<FoundRecord>> &found) {
                 if (ticket != m_ticket)
                     return;
                 std::vector<PaletteItem> items;
                 for (const FoundRecord &record : found ? *found : std::vector<FoundRecord>()) {
                     const QString title = record.title.empty()
                                               ? displayLine(record.model, 60) + u" "_s +
                                                     toQString(toText(record.record))
                                               : displayLine(record.title, 200);
                     PaletteItem item = recordItem(record.model, record.record, title);
                     if (record.field != "id" && record.text != record.title)
                         item.detail += u" · "_s + displayLine(record.field, 40) + u" "_s +
                                        displayLine(record.text, 80);
                     items.push_back(std::move(item));
                 }
                 addRecords(std::move(items));
                 answered();
             });
}

void PaletteSearch::addRecords(std::vector<PaletteItem> items)
{
    std::erase_if(items, [this](const PaletteItem &item) {
        const bool isKnown = std::ranges::find(m_foundRecords, item.target) != m_foundRecords.end();
        if (!isKnown)
            m_foundRecords.push_back(item.target);
        return isKnown;
    });
    if (!items.empty())
        Q_EMIT foundMore(items);
}

void PaletteSearch::searchRun(std::int64_t id)
{
    ++m_waiting;
    whenDone(
        m_context.engine->run(RunId{id}), this,
        [this, ticket = m_ticket](const Result<RunInfo> &run) {
            if (ticket != m_ticket)
                return;
            if (run) {
                PaletteItem item;
                item.text = runTitle(run.value());
                item.detail =
                    tr("run %1 · %2").arg(toQString(toText(run->id)), runStateText(run->state));
                item.icon = u"history"_s;
                item.target = InspectTarget::ofRun(run->id);
                Q_EMIT foundMore({item});
            }
            answered();
        });
}

void PaletteSearch::searchByText()
{
    const ProjectPtr project = m_context.engine->inForce();
    for (const auto &model : project->models) {
        RecordQuery query;
        query.search = fromQString(m_recordText);
        query.first = recordsPerModel;
        ++m_waiting;
        whenDone(m_context.engine->records(model->name, query), this,
                 [this, ticket = m_ticket, model](const Result<RecordPage> &page) {
                     if (ticket != m_ticket)
                         return;
                     std::vector<PaletteItem> items;
                     for (const RecordRow &row : page ? page->rows : std::vector<RecordRow>())
                         items.push_back(recordItem(model->name, row.id, recordTitle(*model, row)));
                     addRecords(std::move(items));
                     answered();
                 });
    }
}

void PaletteSearch::answered()
{
    if (--m_waiting == 0)
        Q_EMIT finished();
}

} // namespace syncline::ui
