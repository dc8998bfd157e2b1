#include "ui/transfer/ImportSetup.h"

#include "core/engine/Engine.h"
#include "core/engine/Transfers.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/prompt/Prompter.h"
#include "ui/transfer/ImportColumnsModel.h"
#include "ui/transfer/ImportPreviewModel.h"
#include "ui/transfer/SourceForm.h"
#include "ui/transfer/TransferText.h"
#include "ui/widget/Banner.h"
#include "ui/widget/PageStateView.h"

#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace syncline::ui {

namespace {
constexpr int widestCell = 320;
}

void ImportSetup::chooseFile()
{
    const QString start = m_path.isEmpty() ? QDir::homePath() : QFileInfo(m_path).absolutePath();
    m_context.prompter->pickFile(this, tr("Choose a File to Import"), start,
                                 [this](const QString &path) { setFile(path); });
}

void ImportSetup::setFile(const QString &path)
{
    if (path.isEmpty())
        return;
    const bool isOther = path != m_path;
    m_path = path;
    m_file->setText(path);
    showQuestions();
    if (isOther && m_extra.empty() && m_maps->currentIndex() <= 0) {
        m_hasColumns = false;
        m_source->setSaid({});
    }
    refresh();
}

void ImportSetup::refresh()
{
    m_isShown = false;
    m_import->setEnabled(false);
    m_dryRun->setEnabled(false);
    m_timer.start();
}

ImportRequest ImportSetup::request() const
{
    ImportRequest request;
    request.file = fromQString(m_path);
    request.map.model = m_model->name;
    request.map.source = m_isShown ? m_found : m_source->said();
    request.map.on = fromQString(m_on->currentData().toString());
    request.map.mode = request.map.on.empty()
                           ? ImportMode::Create
                           : static_cast<ImportMode>(m_mode->currentData().toInt());
    if (m_hasColumns || m_isShown)
        request.map.columns = m_columns->maps();
    request.map.extra = m_extra;
    return request;
}

void ImportSetup::preview()
{
    if (m_path.isEmpty())
        return;
    const quint64 ticket = ++m_ticket;
    m_isShown = false;
    if (m_rows->rowCount() == 0) {
        m_stateView->showLoading(tr("Reading the first rows…"));
        m_stack->setCurrentWidget(m_stateView);
    }
    m_summary->setText(tr("Trying the first rows…"));
    whenDone(m_context.engine->transfers().previewImport(request(), previewRows), this,
             [this, ticket](const Result<ImportPreview> &preview) {
                 if (ticket == m_ticket)
                     showPreview(preview);
             });
}

void ImportSetup::showPreview(const Result<ImportPreview> &preview)
{
    m_banner->hide();
    if (!preview) {
        m_rows->setPreview({});
        m_columns->setColumns({});
        m_hasColumns = false;
        m_stateView->showError(preview.error());
        m_stack->setCurrentWidget(m_stateView);
        m_summary->clear();
        return;
    }
    m_found = preview->source;
    m_source->showFound(preview->source, preview->sheets);
    m_columns->setColumns(preview->columns);
    const bool isFirst = m_rows->columnCount() !=
                         ImportPreviewModel::firstCell + static_cast<int>(preview->columns.size());
    m_rows->setPreview(preview.value());
    if (isFirst) {
        const int measured = std::min(m_rows->columnCount(), 40); // a file may have thousands
        for (int column = 0; column < measured; ++column) {
            m_rowTable->resizeColumnToContents(column);
            m_rowTable->setColumnWidth(column,
                                       std::min(m_rowTable->columnWidth(column), widestCell));
        }
        m_columnTable->setCurrentIndex(m_columns->index(0, ImportColumnsModel::FieldColumn));
    }
    m_stack->setCurrentIndex(1);
    showMatches();
    if (isFirst)
        fitTables();
    m_isShown = !preview->problem && !preview->rows.empty();
    if (preview->problem)
        m_banner->showMessage(Banner::Kind::Warning, errorText(*preview->problem));
    else if (preview->rows.empty())
        m_banner->showMessage(Banner::Kind::Warning, tr("The file has no rows."));
    else if (!preview->notes.empty())
        m_banner->showMessage(Banner::Kind::Info, displayLine(preview->notes.front(), 300));
    m_import->setEnabled(m_isShown && !m_context.engine->isReadOnly());
    m_dryRun->setEnabled(m_isShown);
    updateSummary();
}

void ImportSetup::showQuestions()
{
    m_source->setVisible(!m_path.isEmpty());
    m_keys->setVisible(!m_path.isEmpty());
}

void ImportSetup::showMatches()
{
    m_columnTable->setColumnHidden(ImportColumnsModel::MatchColumn, !m_columns->hasReference());
}

void ImportSetup::fitTables()
{
    const int height = m_tables->height();
    const int wanted = m_columnTable->horizontalHeader()->sizeHint().height() +
                       (m_columns->rowCount() + 1) * space::rowHeight; // a scroll bar, too
    const int columns = std::clamp(wanted, height / 5, height / 2);
    m_tables->setSizes({columns, height - columns});
}

void ImportSetup::updateSummary()
{
    const ImportPreview &preview = m_rows->preview();
    if (!m_isShown) {
        m_summary->clear();
        return;
    }
    const QString counts = importCountsText(preview.counts);
    const QString rows = countText(static_cast<std::int64_t>(preview.rows.size()));
    m_summary->setText(preview.isWhole ? tr("All %1 rows: %2").arg(rows, counts)
                                       : tr("The first %1 rows: %2").arg(rows, counts));
}

void ImportSetup::loadMaps()
{
    whenDone(m_context.engine->transfers().importMaps(m_model->name), this,
             [this](const Result<std::vector<std::string>> &names) {
                 const QString current = m_maps->currentData().toString();
                 m_maps->clear();
                 m_maps->addItem(tr("none"), QString());
                 for (const std::string &name : names ? names.value() : std::vector<std::string>())
                     m_maps->addItem(displayLine(name, 60), toQString(name));
                 m_maps->setCurrentIndex(std::max(0, m_maps->findData(current)));
                 m_maps->setEnabled(m_maps->count() > 1);
             });
}

void ImportSetup::takeMap(const QString &name)
{
    if (name.isEmpty()) {
        m_hasColumns = false;
        m_extra = {};
        m_source->setSaid({});
        refresh();
        return;
    }
    whenDone(m_context.engine->transfers().importMap(fromQString(name)), this,
             [this](const Result<ImportMap> &map) {
                 if (!map) {
                     m_maps->setCurrentIndex(0);
                     m_context.prompter->show(this, map.error());
                     return;
                 }
                 m_source->setSaid(map->source);
                 m_extra = map->extra;
                 m_on->setCurrentIndex(std::max(0, m_on->findData(toQString(map->on))));
                 m_mode->setCurrentIndex(m_mode->findData(static_cast<int>(map->mode)));
                 m_mode->setEnabled(m_on->currentIndex() > 0);
                 m_hasColumns = !map->columns.empty();
                 std::vector<ImportPreview::Column> columns;
                 for (const ColumnMap &column : map->columns)
                     columns.emplace_back().map = column;
                 m_columns->setColumns(std::move(columns));
                 refresh();
             });
}

void ImportSetup::saveMap()
{
    TextQuestion question;
    question.title = tr("Save the Map");
    question.label = tr("Kept with the project as imports/NAME.json; also for the command line "
                        "(--map NAME). Its name:");
    question.text = m_maps->currentData().toString();
    question.doIt = tr("Save");
    m_context.prompter->askText(this, question, [this](const QString &text) {
        const QString name = text.trimmed();
        whenDone(m_context.engine->transfers().saveImportMap(fromQString(name), request().map),
                 this, [this, name](const Result<void> &saved) {
                     if (!saved) {
                         m_context.prompter->show(this, saved.error());
                         return;
                     }
                     m_isEdited = false;
                     m_maps->addItem(name, name);
                     m_maps->setCurrentIndex(m_maps->count() - 1);
                     loadMaps();
                 });
    });
}

/** Enter and Space open the choices of the current column, whatever cell is the current one. */
bool ImportSetup::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_columnTable && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool opens = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter ||
                           key->key() == Qt::Key_Space;
        if (opens && m_columnTable->currentIndex().isValid()) {
            editCurrent();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void ImportSetup::editCurrent()
{
    const QModelIndex current = m_columnTable->currentIndex();
    const QModelIndex wanted = m_columns->flags(current).testFlag(Qt::ItemIsEditable)
                                   ? current
                                   : current.siblingAtColumn(ImportColumnsModel::FieldColumn);
    m_columnTable->setCurrentIndex(wanted);
    m_columnTable->edit(wanted);
}

void ImportSetup::focusFirst()
{
    if (m_path.isEmpty())
        m_choose->setFocus(Qt::OtherFocusReason);
    else
        m_columnTable->setFocus(Qt::OtherFocusReason);
}

} // namespace syncline::ui
