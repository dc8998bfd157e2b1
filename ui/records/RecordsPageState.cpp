#include "ui/base/ActionRegistry.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/prompt/Prompter.h"
#include "ui/records/FacetPanel.h"
#include "ui/records/GridColumns.h"
#include "ui/records/GridCopy.h"
#include "ui/records/GridFilterRow.h"
#include "ui/records/GridHeader.h"
#include "ui/records/QuickFilterText.h"
#include "ui/records/RecordGridView.h"
#include "ui/records/RecordLink.h"
#include "ui/records/RecordSource.h"
#include "ui/records/RecordsPage.h"
#include "ui/shell/SessionStore.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QJsonArray>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QTimer>

#include <utility>

using namespace Qt::StringLiterals;

/** What RecordsPage asks, remembers and copies. */
namespace syncline::ui {

namespace {
constexpr int titleRoom = 28; ///< Around a column's title, with its sort mark.
constexpr int widestTitle = 200;
constexpr int narrowest = 64; ///< So that the filter can be written.
constexpr int widestAtFirst = 280;
constexpr int widestFitted = 560;
constexpr std::int64_t fittedRows = 100;

/** What a cell has before its text: a dot, a square or a badge's edge. */
int ornamentRoom(FieldType type)
{
    return type == FieldType::Enum || type == FieldType::Color || type == FieldType::RecordState
               ? space::large
               : 0;
}
} // namespace

void RecordsPage::loadModel()
{
    const ProjectPtr project = context().engine->inForce();
    auto model = project ? project->findModel(fromQString(ref().name)) : nullptr;
    if (!model || (m_model && *model == *m_model))
        return;
    const bool isFirst = m_model == nullptr;
    m_model = std::move(model);
    m_columns->setModel(*m_model);
    m_facets->setModel(m_model);
    loadColumns();
    if (!isFirst)
        query();
}

void RecordsPage::loadColumns()
{
    GridHeader *header = m_grid->header();
    const QSignalBlocker blocker(header); // what is being restored is not to be saved
    const QJsonObject saved = context().session->value(u"columns/"_s + ref().name).toObject();
    for (int section = 0; section < m_columns->count(); ++section) {
        const GridColumn &column = m_columns->column(section);
        const QJsonObject own = saved.value(toQString(column.field.name)).toObject();
        const int title = header->fontMetrics().horizontalAdvance(column.title) + titleRoom;
        const int width = qMax(column.width, qMin(title, widestTitle));
        header->resizeSection(section, own.value(u"width"_s).toInt(width));
        header->setSectionHidden(section, own.value(u"hidden"_s).toBool(column.isHiddenAtFirst));
    }
    for (int place = 0; place < m_columns->count(); ++place) {
        for (int section = 0; section < m_columns->count(); ++section) {
            const QJsonObject own =
                saved.value(toQString(m_columns->column(section).field.name)).toObject();
            if (own.value(u"place"_s).toInt(-1) == place)
                header->moveSection(header->visualIndex(section), place);
        }
    }
    m_grid->filters()->layOut();
}

/** As wide as the title and the rows that are here need it. */
int RecordsPage::fittingWidth(int section, int widest) const
{
    const GridColumn &column = m_columns->column(section);
    const int title = m_grid->header()->fontMetrics().horizontalAdvance(column.title) + titleRoom;
    int width = 0;
    const std::int64_t first = m_grid->topRow();
    const std::int64_t end = qMin(m_source->rowCount(), first + fittedRows);
    for (std::int64_t row = first; row < end && width < widest; ++row) {
        if (m_source->row(row))
            width = qMax(width,
                         m_grid->fontMetrics().horizontalAdvance(m_grid->cellText(row, section)));
    }
    return qBound(qBound(narrowest, title, widestTitle),
                  width + ornamentRoom(column.field.type) + 2 * space::small + space::tight,
                  widest);
}

/** Once, when the first rows come: columns whose width nobody chose get that of their content. */
void RecordsPage::fitColumns()
{
    if (std::exchange(m_isFitted, true))
        return;
    GridHeader *header = m_grid->header();
    const QJsonObject saved = context().session->value(u"columns/"_s + ref().name).toObject();
    const QScopedValueRollback fitting(m_isFitting, true);
    for (const int section : header->shownSections()) {
        const QString name = toQString(m_columns->column(section).field.name);
        if (!saved.value(name).toObject().contains(u"width"_s))
            header->resizeSection(section, fittingWidth(section, widestAtFirst));
    }
}

void RecordsPage::fitColumn(int section)
{
    m_grid->header()->resizeSection(section, fittingWidth(section, widestFitted));
}

void RecordsPage::saveColumns()
{
    if (m_isFitting)
        return;
    const GridHeader *header = m_grid->header();
    QJsonObject saved;
    for (int section = 0; section < m_columns->count(); ++section) {
        const bool isHidden = header->isSectionHidden(section);
        QJsonObject own{{u"hidden"_s, isHidden}, {u"place"_s, header->visualIndex(section)}};
        if (!isHidden)
            own.insert(u"width"_s, header->sectionSize(section));
        saved.insert(toQString(m_columns->column(section).field.name), own);
    }
    context().session->setValue(u"columns/"_s + ref().name, saved);
}

void RecordsPage::query()
{
    RecordQuery query;
    query.filter = allOf({m_savedFilter, m_grid->filters()->filter()});
    query.sort = m_grid->header()->sort();
    query.search = fromQString(m_search->text().trimmed());
    const bool isSame = m_source->state() != RecordSource::State::Idle &&
                        query.filter == m_source->query().filter &&
                        query.sort == m_source->query().sort &&
                        query.search == m_source->query().search;
    m_clear->setEnabled(isFiltered());
    if (isSame)
        return;
    m_source->setQuery(query);
    Q_EMIT stateChanged();
}

QJsonObject RecordsPage::state() const
{
    QJsonObject filters;
    const QMap<QString, QString> texts = m_grid->filters()->texts();
    for (auto text = texts.cbegin(); text != texts.cend(); ++text)
        filters.insert(text.key(), text.value());
    QJsonArray sort;
    for (const SortKey &key : m_grid->header()->sort())
        sort.append(
            QJsonObject{{u"field"_s, toQString(key.field)}, {u"descending"_s, key.descending}});
    const QJsonObject place{{u"top"_s, qint64(m_grid->topRow())},
                            {u"row"_s, qint64(m_grid->currentRow())},
                            {u"column"_s, m_grid->currentColumn()}};
    return {{u"search"_s, m_search->text()},
            {u"filters"_s, filters},
            {u"sort"_s, sort},
            {u"saved"_s, savedState()},
            {u"place"_s, place}};
}

void RecordsPage::restoreState(const QJsonObject &state)
{
    m_search->setText(state.value(u"search"_s).toString());
    QMap<QString, QString> texts;
    const QJsonObject filters = state.value(u"filters"_s).toObject();
    for (auto text = filters.begin(); text != filters.end(); ++text)
        texts.insert(text.key(), text.value().toString());
    m_grid->filters()->setTexts(texts);
    Sort sort;
    for (const QJsonValue &key : state.value(u"sort"_s).toArray()) {
        if (m_columns->find(key[u"field"_s].toString()) >= 0)
            sort.push_back(
                {fromQString(key[u"field"_s].toString()), key[u"descending"_s].toBool()});
    }
    m_grid->header()->setSort(sort);
    restoreSaved(state.value(u"saved"_s).toObject());
    m_searchTimer->stop();
    m_wantedPlace = state.value(u"place"_s).toObject();
    query();
    goToPlace();
}

/** As soon as there are rows; until then it waits. */
void RecordsPage::goToPlace()
{
    if (m_wantedPlace.isEmpty() || m_source->state() != RecordSource::State::Ready)
        return;
    const QJsonObject place = std::exchange(m_wantedPlace, {});
    const std::int64_t last = m_source->rowCount() - 1;
    const auto row = qMin<std::int64_t>(place.value(u"row"_s).toInteger(), last);
    const int column = qBound(0, place.value(u"column"_s).toInt(), m_columns->count() - 1);
    if (row < 0)
        return;
    if (row != m_grid->currentRow() || column != m_grid->currentColumn())
        m_grid->setCurrent(row, column);
    m_grid->setTopRow(place.value(u"top"_s).toInteger());
}

void RecordsPage::reveal(const DocumentRef &ref)
{
    if (ref.detail == u"import" || ref.detail == u"export") { // from the navigator, once
        DocumentRef plain = this->ref();
        plain.detail.clear();
        setRef(plain);
        context().actions->action(u"records."_s + ref.detail)->trigger();
        return;
    }
    const qsizetype equals = ref.detail.indexOf(u'=');
    if (equals <= 0)
        return;
    takeSaved(std::nullopt, {});
    m_search->clear();
    m_searchTimer->stop();
    m_grid->filters()->setTexts({{ref.detail.left(equals), ref.detail.mid(equals + 1)}});
    query();
}

void RecordsPage::copy(bool asJson)
{
    if (asJson || m_grid->selection().count() > 1) {
        copyRows(asJson ? CopyFormat::Json : CopyFormat::Csv);
        return;
    }
    const RecordRow *row = m_grid->currentRow() < 0 ? nullptr : m_source->row(m_grid->currentRow());
    if (!row)
        return;
    const GridColumn &column = m_columns->column(m_grid->currentColumn());
    const Value value = m_grid->overlay().cell(*row, column).value;
    QGuiApplication::clipboard()->setText(value.isString() ? toQString(value.asString())
                                                           : valueText(value, &column.field));
}

void RecordsPage::copyRows(CopyFormat format)
{
    std::vector<GridColumn> columns;
    for (const int section : m_grid->header()->shownSections())
        columns.push_back(m_columns->column(section));
    new RowCollector(m_source, m_grid->selection(),
                     [this, columns, format](const Result<std::vector<RecordRow>> &rows) {
                         if (!rows) {
                             context().prompter->show(this, rows.error());
                             return;
                         }
                         std::vector<RecordRow> shown; // as the grid shows them
                         for (const RecordRow &row : rows.value())
                             shown.push_back(m_grid->overlay().shown(row));
                         QGuiApplication::clipboard()->setText(
                             toQString(formatRows(shown, columns, format)));
                     });
}

void RecordsPage::copyLink()
{
    const RecordRow *row = m_grid->currentRow() < 0 ? nullptr : m_source->row(m_grid->currentRow());
    if (row && row->id > RecordId{})
        QGuiApplication::clipboard()->setText(recordLink(ref().name, row->id));
}

} // namespace syncline::ui
