#include "tests/ui/Screens.h"

#include "tests/support/FakeSchemas.h"
#include "tests/ui/ImportSamples.h"
#include "ui/action/EffectListView.h"
#include "ui/base/Text.h"
#include "ui/code/CodeEditor.h"
#include "ui/code/CodePage.h"
#include "ui/connection/NewConnectionDialog.h"
#include "ui/help/HelpWindow.h"
#include "ui/history/DeletedRecordsDialog.h"
#include "ui/history/RestoreDialog.h"
#include "ui/inspector/HistoryView.h"
#include "ui/inspector/InspectorView.h"
#include "ui/palette/GoToPalette.h"
#include "ui/records/BulkEditDialog.h"
#include "ui/records/ColumnsDialog.h"
#include "ui/records/GridColumns.h"
#include "ui/records/GridEditing.h"
#include "ui/records/GridFilterRow.h"
#include "ui/records/NewRecordDialog.h"
#include "ui/records/RecordGridView.h"
#include "ui/records/RecordSource.h"
#include "ui/records/RecordsPage.h"
#include "ui/records/ReviewDialog.h"
#include "ui/schema/FieldTable.h"
#include "ui/schema/SchemaDocument.h"
#include "ui/schema/SchemaPage.h"
#include "ui/shell/NothingOpen.h"
#include "ui/start/StartPage.h"
#include "ui/transfer/ExportDialog.h"
#include "ui/transfer/ImportDialog.h"
#include "ui/transfer/ImportSetup.h"
#include "ui/widget/Banner.h"
#include "ui/widget/PageStateView.h"

#include <QComboBox>
#include <QDialog>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QPainter>
#include <QPushButton>
#include <QTabWidget>
#include <QTimer>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace syncline::ui {

namespace {

/** What a widget says by its page states, of those that can be seen. */
QString stateOf(const QWidget *part)
{
    bool isLoading = false;
    bool isEmpty = false;
    for (const auto *view : part->findChildren<PageStateView *>()) {
        if (!view->isVisible())
            continue;
        if (view->state() == PageStateView::State::Error)
            return u"error"_s;
        isLoading |= view->state() == PageStateView::State::Loading;
        isEmpty |= view->state() == PageStateView::State::Empty;
    }
    return isLoading ? u"loading"_s : isEmpty ? u"empty"_s : u"full"_s;
}

QString startState(const QWidget *start)
{
    const QString state = stateOf(start);
    if (state == u"loading"_s)
        return state;
    if (start->findChild<Banner *>(u"start.banner"_s)->isVisible())
        return u"error"_s;
    return start->findChild<QListWidget *>(u"start.recent"_s)->count() > 0 ? u"full"_s : u"empty"_s;
}

/** Pages of actions have content of their own when they are empty: lists without a row. */
QString actionState(const QWidget *page)
{
    const QString state = stateOf(page);
    if (state != u"full"_s)
        return state;
    const auto views = page->findChildren<EffectListView *>();
    const bool hasEffects = std::any_of(views.begin(), views.end(), [](const EffectListView *view) {
        return view->model()->rowCount() > 0;
    });
    return hasEffects ? u"full"_s : u"empty"_s;
}

} // namespace

QList<Screen> readScreens()
{
    QList<Screen> screens;
    QFile file(QStringLiteral(SYNCLINE_SCREENS));
    if (!file.open(QIODevice::ReadOnly))
        return screens;
    const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n');
    for (const QString &line : lines) {
        const QStringList cells = line.split(u'|');
        if (cells.size() < 5 || !cells.at(1).trimmed().startsWith(u'`'))
            continue;
        screens.append({cells.at(1).trimmed().remove(u'`'), cells.at(2).trimmed(),
                        cells.at(3).simplified().split(u' ')});
    }
    return screens;
}

Stage::Stage(QString screen, QString state, ThemeMode mode, QSize size)
    : m_screen(std::move(screen)),
      m_state(std::move(state)),
      m_settings(m_folder.filePath(u"settings.ini"_s)),
      m_theme(&m_settings, nullptr)
{
    m_theme.setMode(mode);
    if (m_state == u"full"_s) {
        m_settings.addRecentProject(u"/home/ada/projects/garden-shop"_s);
        m_settings.addRecentProject(u"/home/ada/texts/blog"_s);
        m_settings.addRecentProject(u"/home/ada/projects/sample-shop"_s);
    }
    m_opener.make = [this] { return makeEngine(); };
    WindowOptions options;
    options.opener = &m_opener;
    options.settings = &m_settings;
    options.prompter = &m_prompter;
    options.theme = &m_theme;
    options.clock = &m_clock;
    options.stateFolder = m_folder.path();
    m_window = std::make_unique<MainWindow>(options);
    m_window->resize(size);
    m_window->show();
    open();
}

std::shared_ptr<FakeEngine> Stage::makeEngine() const
{
    const bool isFilled = m_state == u"full"_s || isOfHistory();
    auto engine = isFilled ? makeFakeShop() : makeEmptyShop();
    const bool isDiagram = m_screen == u"diagram"_s;
    if ((isDiagram || m_screen == u"nothing"_s) && m_state == u"empty"_s) {
        engine->def.models.clear();
        engine->def.actions.clear();
        engine->def.connections.clear();
        engine->def.scripts.clear();
        engine->setProject(engine->def);
    }
    if (m_state == u"error"_s) {
        for (const char *method : {"openGrid", "record", "connectors", "runs", "logs", "check",
                                   "modelCounts", "run", "readFile"})
            engine->failures[method] = diskError();
        if (isOfHistory())
            engine->failures.clear();
    }
    if (m_screen.startsWith(u"view"_s))
        addView(*engine);
    if (isOfHistory() && m_screen != u"restore"_s)
        prepareHistory(engine->fakeHistories);
    else if (m_state == u"loading"_s && !isOfHistory())
        engine->hold();
    return engine;
}

void Stage::open()
{
    if (m_screen != u"start"_s) {
        connect(m_window.get(), &MainWindow::projectOpened, this,
                [this] { QTimer::singleShot(0, this, &Stage::openScreen); });
        m_window->openProject(u"/projects/shop"_s);
        return;
    }
    m_opener.isHeld = m_state == u"loading"_s;
    if (m_state == u"error"_s)
        m_opener.failure = Error(
            "SYNC_LOCKED", "The project %1 is open in another window of Syncline (process 4711).",
            {"/projects/shop"});
    if (m_state == u"loading"_s || m_state == u"error"_s)
        m_window->openProject(u"/projects/shop"_s);
}

void Stage::openDocument(const QString &kind, const QString &name, const QString &detail)
{
    DocumentRef ref = DocumentRef::fromKey(kind + u':' + name);
    ref.detail = detail;
    m_window->openDocument(ref);
}

void Stage::openScreen()
{
    if (m_screen == u"nothing"_s)
        return;
    if (m_screen == u"help"_s) {
        m_window->actions()->action("help.keyboard")->trigger();
        m_window->findChild<HelpWindow *>()->open(u"project-files"_s);
        if (m_state == u"empty"_s)
            m_window->findChild<QLineEdit *>(u"help.search"_s)->setText(u"xylophone"_s);
        return;
    }
    if (m_screen == u"action"_s)
        openDocument(u"action"_s, m_state == u"full"_s    ? u"product.publish"_s
                                  : m_state == u"empty"_s ? u"product.changePrice"_s
                                                          : u"product.gone"_s);
    else if (m_screen.startsWith(u"code"_s))
        openDocument(u"code"_s, m_state == u"empty"_s ? u"models/order/flagLarge/other.lua"_s
                                                      : u"models/order/flagLarge/flag-large.lua"_s);
    else if (m_screen.startsWith(u"view"_s))
        openDocument(u"code"_s, u"views/revenueByMonth.sql"_s);
    else if (m_screen == u"run"_s)
        openDocument(u"run"_s, u"42"_s);
    else if (m_screen == u"diagram"_s)
        openDocument(u"diagram"_s, u"models"_s, u"order"_s);
    else if (m_screen.startsWith(u"schema"_s))
        openSchema();
    else if (m_screen.startsWith(u"connection"_s))
        openDocument(u"connection"_s, u"shop"_s);
    else
        openDocument(u"records"_s, u"product"_s);
    showPart();
}

/** What a change of the product would do. */
void Stage::openSchema()
{
    SchemaStep added;
    added.summary = "Add the field supplier (belongsTo customer) to product";
    added.sql = {"ALTER TABLE m_product ADD COLUMN f_k3vq7 INTEGER",
                 "CREATE INDEX m_product_f_k3vq7 ON m_product (f_k3vq7)"};
    SchemaStep retyped;
    retyped.summary = "Field sku: text → number; 3 of 1,240 values cannot be converted";
    retyped.rowsTouched = 1240;
    retyped.rowsLost = 3;
    retyped.lossExamples = {"record 12: \"SKU-10011\"", "record 40: \"n/a\"", "record 77: \"\""};
    auto *schemas = static_cast<FakeSchemas *>(m_opener.last->schemasDoor);
    schemas->plan.steps = {retyped, added};
    schemas->plan.estimatedMs = 1800;
    schemas->plan.backupBytes = 12'400'000;
    const bool isNew = m_screen == u"schema-new"_s;
    openDocument(u"schema"_s,
                 isNew                   ? u"invoice"_s
                 : m_state == u"error"_s ? u"gone"_s
                                         : u"product"_s,
                 isNew ? u"new"_s : QString());
    if (m_screen != u"schema"_s && !isNew)
        QTimer::singleShot(50ms, this, &Stage::editSchema);
}

void Stage::editSchema()
{
    auto *page = qobject_cast<SchemaPage *>(m_window->currentPage());
    if (!page)
        return;
    const auto find = [page](const QString &name) { return page->findChild<QWidget *>(name); };
    const auto choose = [&find](const QString &name, const QVariant &data) {
        auto *box = qobject_cast<QComboBox *>(find(name));
        box->setCurrentIndex(box->findData(data));
        Q_EMIT box->activated(box->currentIndex());
    };
    const auto type = [&find](const QString &name, const QString &text) {
        auto *edit = qobject_cast<QLineEdit *>(find(name));
        edit->setText(text);
        Q_EMIT edit->textEdited(text);
    };
    page->table()->select(5);
    if (m_screen == u"schema-options"_s) {
        page->table()->select(4);
        return;
    }
    if (m_screen == u"schema-problem"_s) {
        type(u"field.identity.name"_s, u"unit price"_s);
        return;
    }
    page->table()->add();
    type(u"field.identity.name"_s, u"supplier"_s);
    choose(u"field.identity.type"_s, static_cast<int>(FieldType::BelongsTo));
    choose(u"field.relation.related"_s, u"customer"_s);
    choose(u"field.relation.otherSide"_s, static_cast<int>(FieldType::HasMany));
    if (m_screen == u"schema-plan"_s)
        qobject_cast<QTabWidget *>(find(u"schema.tabs"_s))->setCurrentIndex(2);
}

void Stage::showPart()
{
    const auto showTab = [this](const QString &tabs, int tab) {
        m_window->findChild<QTabWidget *>(tabs)->setCurrentIndex(tab);
    };
    if (m_screen.startsWith(u"code"_s))
        QTimer::singleShot(200ms, this, &Stage::arrangeCode);
    else if (m_screen.startsWith(u"view"_s))
        QTimer::singleShot(200ms, this, &Stage::arrangeView);
    else if (m_screen == u"connection-options"_s)
        showTab(u"connection.tabs"_s, 1);
    else if (m_screen == u"connection-models"_s)
        showTab(u"connection.tabs"_s, 2);
    else if (m_screen == u"connection-proposal"_s)
        m_window->actions()->action("connection.updateModels")->trigger();
    else if (m_screen == u"connection-running"_s)
        m_opener.last->setRun(runningSync());
    else if (m_screen == u"problems"_s)
        showTab(u"panels"_s, 0);
    else if (m_screen == u"runs"_s)
        showTab(u"panels"_s, 2);
    else if (m_screen == u"palette"_s)
        QTimer::singleShot(50ms, this, [this] {
            m_window->actions()->action("go.anything")->trigger();
            m_window->findChild<QLineEdit *>(u"palette.edit"_s)
                ->setText(m_state == u"full"_s ? u"or"_s : u"zzzz"_s);
        });
    else if (m_screen == u"split"_s)
        m_window->openDocument(DocumentRef::fromKey(u"records:order"_s), OpenMode::ToTheSide);
    else if (m_screen == u"run-inspected"_s)
        QTimer::singleShot(50ms, this, [this] {
            m_window->findChild<InspectorView *>()->show(InspectTarget::ofRun(RunId{42}));
        });
    else if (m_screen == u"record-error"_s)
        QTimer::singleShot(50ms, this, [this] {
            m_window->findChild<InspectorView *>()->show(
                InspectTarget::ofRecord(u"product"_s, RecordId{7}));
        });
    else if (m_screen == u"edit"_s)
        QTimer::singleShot(150ms, this, &Stage::edit);
    else if (m_screen == u"deleted"_s)
        m_window->actions()->action("records.deleted")->trigger();
    else if (isOfHistory())
        QTimer::singleShot(150ms, this, &Stage::showHistory);
    else if (m_screen == u"filter"_s)
        m_window->findChild<RecordGridView *>()->filters()->setTexts(
            {{u"title"_s, u"mug"_s}, {u"price"_s, u">cheap"_s}});
    else if (m_screen == u"new-connection"_s) {
        if (m_state == u"empty"_s)
            m_opener.last->connectorList.clear();
        m_window->actions()->action("connection.new")->trigger();
    } else if (m_screen == u"new-record"_s)
        m_window->actions()->action("records.new")->trigger();
    else if (m_screen.startsWith(u"import"_s) || m_screen.startsWith(u"export"_s))
        QTimer::singleShot(150ms, this, &Stage::transfer);
    else if (m_screen == u"columns"_s)
        m_window->actions()->action("records.chooseColumns")->trigger();
    else if (m_screen == u"grid-edit"_s || m_screen == u"review"_s || m_screen == u"bulk-edit"_s)
        QTimer::singleShot(150ms, this, &Stage::editGrid);
}

void Stage::arrangeCode()
{
    auto *page = qobject_cast<CodePage *>(m_window->currentPage());
    if (m_state != u"full"_s || !page)
        return;
    CodeEditor *editor = page->editor();
    if (m_screen == u"code-problem"_s) {
        editor->goTo(10, 5);
        editor->insert(u"retrun "_s);
    } else if (m_screen == u"code-conflict"_s) {
        editor->goTo(7, 3);
        editor->insert(u"-- "_s);
        m_opener.last->changeOutside(fromQString(page->ref().name), "-- of another editor\n");
    } else if (m_screen == u"code-complete"_s) {
        editor->goTo(9, 6);
        editor->insert(u"ctx.record. "_s);
        editor->goTo(9, 17);
        m_window->actions()->action("code.complete")->trigger();
    } else if (m_screen == u"code-call"_s) {
        editor->goTo(13, 5);
        editor->insert(u"api.order.update(order.id, "_s);
        editor->goTo(13, 32);
        m_window->actions()->action("code.callTip")->trigger();
    } else if (m_screen == u"code-find"_s) {
        editor->goTo(13, 5);
        m_window->actions()->action("code.replace")->trigger();
        m_window->findChild<QLineEdit *>(u"find.edit"_s)->setText(u"order"_s);
    } else if (m_screen == u"code-unsaved"_s) {
        const QString path = page->ref().name;
        editor->insert(u"-- typed before the light went out\n"_s);
        delete page; // as a crash would: what was typed stays with the session
        m_window->openDocument(DocumentRef::fromKey(u"code:"_s + path));
    } else {
        editor->goTo(13, 5);
    }
}

QWidget *Stage::part() const
{
    const auto named = [this](const QString &name) { return m_window->findChild<QWidget *>(name); };
    if (m_screen == u"start"_s)
        return m_window->findChild<StartPage *>();
    if (m_screen == u"nothing"_s)
        return m_window->findChild<NothingOpen *>();
    if (m_screen == u"problems"_s || m_screen == u"logs"_s || m_screen == u"runs"_s)
        return named(m_screen);
    if (m_screen == u"palette"_s)
        return m_window->findChild<GoToPalette *>();
    if (m_screen == u"help"_s)
        return m_window->findChild<HelpWindow *>();
    if (m_screen == u"new-connection"_s)
        return m_window->findChild<NewConnectionDialog *>();
    if (m_screen == u"new-record"_s)
        return m_window->findChild<NewRecordDialog *>();
    if (m_screen == u"import"_s)
        return m_window->findChild<ImportDialog *>();
    if (m_screen.startsWith(u"import-"_s)) // not before it is there
        return named(m_screen == u"import-running"_s ? u"import.progress"_s : u"import.result"_s);
    if (m_screen.startsWith(u"export"_s))
        return named(m_screen == u"export"_s ? u"export.form"_s : u"export.path"_s);
    if (m_screen == u"review"_s)
        return m_window->findChild<ReviewDialog *>();
    if (m_screen == u"bulk-edit"_s)
        return m_window->findChild<BulkEditDialog *>();
    if (m_screen == u"columns"_s)
        return m_window->findChild<ColumnsDialog *>();
    if (m_screen == u"deleted"_s)
        return m_window->findChild<DeletedRecordsDialog *>();
    if (m_screen == u"restore"_s)
        return m_window->findChild<RestoreDialog *>();
    if (m_screen == u"history"_s)
        return m_window->findChild<HistoryView *>();
    if (m_screen == u"run-inspected"_s || m_screen == u"record-error"_s || m_screen == u"edit"_s)
        return m_window->findChild<InspectorView *>();
    return m_window->currentPage();
}

QString Stage::seen() const
{
    const QWidget *shown = part();
    if (!shown || !shown->isVisible())
        return {};
    if (m_screen == u"start"_s)
        return startState(shown);
    if (m_screen == u"action"_s)
        return actionState(shown);
    if (m_screen == u"nothing"_s)
        return m_opener.last->def.models.empty() ? u"empty"_s : u"full"_s;
    if (m_screen == u"help"_s)
        return shown->findChild<QLabel *>(u"help.nothing"_s)->isVisible() ? u"empty"_s : u"full"_s;
    if (m_screen == u"palette"_s)
        return shown->findChild<QListView *>()->model()->rowCount() > 0 ? u"full"_s : u"empty"_s;
    return stateOf(shown);
}

QPixmap Stage::picture() const
{
    QPixmap picture = m_window->grab();
    for (auto *dialog : m_window->findChildren<QWidget *>()) { // windows of their own
        const bool isOurs = qobject_cast<QDialog *>(dialog) || qobject_cast<HelpWindow *>(dialog);
        if (!isOurs || !dialog->isVisible())
            continue;
        QPainter painter(&picture);
        painter.drawPixmap(QPoint((m_window->width() - dialog->width()) / 2,
                                  (m_window->height() - dialog->height()) / 2),
                           dialog->grab());
    }
    return picture;
}

} // namespace syncline::ui
