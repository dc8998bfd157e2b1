#include "ui/views/ViewPage.h"

#include "ui/base/ActionRegistry.h"
#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/code/CodeEditor.h"
#include "ui/code/CodePage.h"
#include "ui/views/ViewChartView.h"
#include "ui/views/ViewParamsForm.h"
#include "ui/views/ViewResults.h"
#include "ui/widget/PlainLabel.h"

#include <QAction>
#include <QMenu>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

/** How the page is put together, and its actions. */
namespace syncline::ui {

void ViewPage::buildLayout()
{
    m_splitter = new QSplitter(Qt::Vertical, this);
    m_splitter->setObjectName(u"view.splitter"_s);
    m_splitter->setChildrenCollapsible(false);
    m_code = new CodePage(ref(), context(), m_splitter);
    auto *below = new QWidget(m_splitter);
    m_params = new ViewParamsForm(below);
    m_results = new ViewResults(context().theme, below);
    auto *belowLayout = new QVBoxLayout(below);
    belowLayout->setContentsMargins(0, 0, 0, 0);
    belowLayout->setSpacing(0);
    belowLayout->addWidget(m_params);
    belowLayout->addWidget(m_results, 1);
    m_splitter->addWidget(m_code);
    m_splitter->addWidget(below);
    m_splitter->setStretchFactor(0, 2);
    m_splitter->setStretchFactor(1, 3);
    m_splitter->setSizes({280, 420});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
    setFocusProxy(m_code);
}

void ViewPage::addActions()
{
    ActionRegistry *actions = context().actions;
    m_run = actions->add({"view.run", tr("Run"), u"run"_s, QKeySequence(u"Ctrl+Return"_s),
                          tr("Ask the view as it stands here (F5)")},
                         this, [this] { run(); });
    m_run->setShortcuts({QKeySequence(u"Ctrl+Return"_s), QKeySequence(u"Ctrl+Enter"_s)});
    m_stop = actions->add({"view.stop", tr("Stop"), u"stop"_s, QKeySequence(u"Shift+F5"_s),
                           tr("End the query or the export")},
                          this, [this] { stop(); });
    m_export = actions->add(
        {"view.export", tr("Export as CSV…"), u"export"_s, {}, tr("Write all rows into a file")},
        this, [this] { exportRows(TransferFormat::Csv); });
    m_rename = actions->add({"view.rename",
                             tr("Rename View…"),
                             u"edit"_s,
                             {},
                             tr("Give the view another name; save it first")},
                            this, [this] { rename(); });
    m_remove =
        actions->add({"view.delete", tr("Delete View…"), u"delete"_s}, this, [this] { remove(); });
    const auto addButton = [this](QAction *action, Qt::ToolButtonStyle style) {
        auto *button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setToolButtonStyle(style);
        button->setIconSize(QSize(space::iconSize + space::unit, space::iconSize));
        button->setFocusPolicy(Qt::TabFocus);
        nameControl(button, u"button."_s + action->objectName(), action->text());
        m_code->addToHeader(button);
        return button;
    };
    addButton(m_run, Qt::ToolButtonTextBesideIcon);
    addButton(m_stop, Qt::ToolButtonIconOnly);
    m_code->addToHeader(makeMore());
    if (auto *save = m_code->findChild<QAction *>(u"code.save"_s))
        addAction(save); // also with the keyboard in the rows
}

QToolButton *ViewPage::makeMore()
{
    auto *button =
        makeIconButton(u"more"_s, u"button.view.more"_s, tr("Export, rename, delete"), this);
    button->setFocusPolicy(Qt::TabFocus);
    button->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(button);
    menu->setObjectName(u"view.moreMenu"_s);
    menu->addAction(m_export);
    const auto add = [&](const QString &text, const QString &id, TransferFormat format) {
        QAction *action = menu->addAction(text, this, [this, format] { exportRows(format); });
        action->setObjectName(id);
    };
    add(tr("Export as Spreadsheet (XLSX)…"), u"view.exportXlsx"_s, TransferFormat::Xlsx);
    add(tr("Export as JSON…"), u"view.exportJson"_s, TransferFormat::Json);
    add(tr("Export as NDJSON…"), u"view.exportNdjson"_s, TransferFormat::Ndjson);
    menu->addSeparator();
    menu->addAction(m_rename);
    menu->addAction(m_remove);
    button->setMenu(menu);
    return button;
}

void ViewPage::connectParts()
{
    connect(m_code, &DocumentPage::titleChanged, this, &DocumentPage::titleChanged);
    connect(m_code, &DocumentPage::stateChanged, this, [this] {
        updateActions();
        Q_EMIT stateChanged();
    });
    connect(m_code, &DocumentPage::closeRequested, this, &DocumentPage::closeRequested);
    connect(m_code, &DocumentPage::openRequested, this, &DocumentPage::openRequested);
    connect(m_code, &CodePage::textChanged, this, [this] { m_readTimer.start(); });
    connect(m_params, &ViewParamsForm::edited, this, &DocumentPage::stateChanged);
    connect(m_params, &ViewParamsForm::runRequested, this, &ViewPage::run);
    connect(m_results, &ViewResults::runRequested, this, &ViewPage::run);
    connect(m_results, &ViewResults::inspectRequested, this, &DocumentPage::inspectRequested);
    connect(m_results->chart(), &ViewChartView::chartEdited, this, &ViewPage::writeChart);
}

} // namespace syncline::ui
