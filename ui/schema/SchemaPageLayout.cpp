#include "ui/base/ActionRegistry.h"
#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/schema/FieldForm.h"
#include "ui/schema/FieldTable.h"
#include "ui/schema/ModelCommands.h"
#include "ui/schema/ModelForm.h"
#include "ui/schema/ModelSwitch.h"
#include "ui/schema/PlanView.h"
#include "ui/schema/RecordCheckView.h"
#include "ui/schema/SchemaDocument.h"
#include "ui/schema/SchemaPage.h"
#include "ui/widget/Banner.h"
#include "ui/widget/FoldingBar.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/PlainLabel.h"

#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

/** How the schema's page is put together, and its commands. */
namespace syncline::ui {

namespace {
constexpr int tableShare = 330;
constexpr int formShare = 370;
} // namespace

void SchemaPage::addActions()
{
    ActionRegistry *actions = context().actions;
    m_undo = actions->add({"schema.undo", tr("Undo"), u"undo"_s, QKeySequence::Undo}, this,
                          [this] { m_document->steps()->undo(); });
    m_redo = actions->add({"schema.redo", tr("Redo"), u"redo"_s, QKeySequence::Redo}, this,
                          [this] { m_document->steps()->redo(); });
    m_apply = actions->add({"schema.apply", tr("Apply the Changes of the Model"), u"save"_s,
                            QKeySequence::Save, tr("Write the model and change the data")},
                           this, &SchemaPage::apply);
    m_discard = actions->add({"schema.discard", tr("Discard the Changes of the Model"), u"close"_s},
                             this, [this] {
                                 m_document->discard();
                                 keepDraft();
                             });
    actions->add({"schema.addField", tr("Add a Field"), u"add"_s}, this,
                 [this] { m_table->add(); });
    actions->add({"schema.records", tr("Show the Records of the Model"), u"table"_s,
                  QKeySequence(u"Ctrl+Shift+M"_s)},
                 this, &SchemaPage::openRecords);
    addModelActions();
}

void SchemaPage::addModelActions()
{
    ActionRegistry *actions = context().actions;
    m_checkAction = actions->add({"schema.check",
                                  tr("Check Existing Records"),
                                  u"test"_s,
                                  {},
                                  tr("Find stored records that the model would refuse")},
                                 this, &SchemaPage::checkRecords);
    m_checkAction->setIconText(tr("Check Records"));
    m_undoLast =
        actions->add({"schema.undoLast", tr("Undo the Last Change of Models"), u"history"_s}, this,
                     &SchemaPage::undoLast);
    m_rename = actions->add({"schema.rename", tr("Rename the Model…"), u"edit"_s}, this, [this] {
        m_tabs->setCurrentIndex(ModelTab);
        m_modelForm->focusName();
    });
    m_remove = actions->add({"schema.delete", tr("Delete the Model…"), u"delete"_s}, this, [this] {
        if (const ModelDef *base = m_document->base())
            m_commands->remove(toQString(base->name));
    });
    actions->add({"schema.file", tr("Open model.json"), u"file"_s}, this, [this] {
        if (const ModelDef *base = m_document->base())
            openFile(u"models/"_s + toQString(base->name) + u"/model.json"_s);
    });
    actions->add({"schema.diagram", tr("Show in the Diagram"), u"schema"_s}, this,
                 &SchemaPage::openDiagram);
    connect(m_commands, &ModelCommands::removed, this, [this] {
        discardChanges();
        Q_EMIT closeRequested();
    });
}

void SchemaPage::updateActions()
{
    QUndoStack *steps = m_document->steps();
    const bool isEditable = m_document->isEditable();
    m_undo->setEnabled(steps->canUndo() && isEditable);
    m_redo->setEnabled(steps->canRedo() && isEditable);
    m_undo->setToolTip(plainToolTip(tr("Undo %1 (Ctrl+Z)").arg(steps->undoText())));
    m_redo->setToolTip(plainToolTip(tr("Redo %1 (Ctrl+Shift+Z)").arg(steps->redoText())));
    m_apply->setEnabled(m_document->isModified() && isEditable);
    m_discard->setEnabled(isModified() && isEditable);
    m_checkAction->setEnabled(m_document->base() != nullptr);
    m_remove->setEnabled(m_document->base() && isEditable);
    m_rename->setEnabled(m_document->model() && isEditable);
    const auto &last = m_document->lastChange();
    m_undoLast->setEnabled(last && last->notUndoable.empty() && isEditable);
    m_undoLast->setToolTip(plainToolTip(
        !last ? tr("No change of models was applied yet")
        : !last->notUndoable.empty()
            ? tr("It cannot be undone any more: %1").arg(displayLine(last->notUndoable))
            : tr("Undo \"%1\"").arg(displayLine(last->summary))));
    if (m_applyButton)
        m_applyButton->setEnabled(m_apply->isEnabled());
}

void SchemaPage::buildLayout()
{
    m_stack = new QStackedWidget(this);
    m_stateView = new PageStateView(m_stack);
    m_banner = new Banner(u"schema.banner"_s, this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildHeader());
    layout->addWidget(m_banner);
    m_stack->addWidget(m_stateView);
    m_stack->addWidget(buildContent());
    layout->addWidget(m_stack, 1);
    m_footer = buildFooter();
    layout->addWidget(m_footer);
    connectParts();
}

QWidget *SchemaPage::buildHeader()
{
    auto *bar = new FoldingBar(this);
    m_name = makeLabel({}, LabelRole::Title, bar);
    m_name->setObjectName(u"schema.name"_s);
    m_kind = new ElidedLabel({}, bar);
    setRole(m_kind, LabelRole::Muted);
    m_kind->setObjectName(u"schema.kind"_s);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(space::small, space::tight, space::small, space::tight);
    layout->setSpacing(space::tight);
    auto *sides = new ModelSwitch(ModelSwitch::Side::Schema, bar);
    connect(sides, &ModelSwitch::otherChosen, this, &SchemaPage::openRecords);
    layout->addWidget(sides); // where the records' page has it
    layout->addSpacing(space::small);
    layout->addWidget(m_name);
    layout->addSpacing(space::tight);
    layout->addWidget(m_kind, 1);
    bar->foldTexts(sides->buttons());
    const auto addButton = [bar, layout](QAction *action, Qt::ToolButtonStyle style) {
        auto *button = new QToolButton(bar);
        button->setDefaultAction(action);
        button->setToolButtonStyle(style);
        button->setFocusPolicy(Qt::TabFocus);
        nameControl(button, u"button."_s + action->objectName(), action->text());
        layout->addWidget(button);
    };
    addButton(m_undo, Qt::ToolButtonIconOnly);
    addButton(m_redo, Qt::ToolButtonIconOnly);
    addButton(m_checkAction, Qt::ToolButtonIconOnly);
    auto *more = makeIconButton(u"more"_s, u"schema.more"_s, tr("More"), bar);
    more->setPopupMode(QToolButton::InstantPopup);
    more->setFocusPolicy(Qt::TabFocus);
    auto *menu = new QMenu(more);
    menu->setObjectName(u"schema.menu"_s);
    menu->addAction(m_checkAction);
    menu->addAction(m_undoLast);
    menu->addSeparator();
    menu->addAction(m_rename);
    menu->addAction(context().actions->action("schema.file"));
    menu->addAction(context().actions->action("schema.diagram"));
    menu->addSeparator();
    menu->addAction(m_remove);
    more->setMenu(menu);
    layout->addWidget(more);
    return bar;
}

QWidget *SchemaPage::buildContent()
{
    m_splitter = new QSplitter(Qt::Horizontal, m_stack);
    m_splitter->setChildrenCollapsible(false);
    m_table = new FieldTable(m_document, u"schema.fields"_s, m_splitter);
    m_tabs = new QTabWidget(m_splitter);
    nameControl(m_tabs, u"schema.tabs"_s, tr("About the model"));
    m_tabs->setDocumentMode(true);
    m_form = new FieldForm(m_document, m_tabs);
    m_modelForm = new ModelForm(m_document, m_tabs);
    m_plan = new PlanView(m_tabs);
    m_check = new RecordCheckView(m_tabs);
    m_tabs->addTab(m_form, tr("Field"));
    m_tabs->addTab(m_modelForm, tr("Model"));
    m_tabs->addTab(m_plan, tr("What It Does"));
    m_tabs->addTab(m_check, tr("Check"));
    m_tabs->setTabVisible(CheckTab, false);
    m_splitter->addWidget(m_table);
    m_splitter->addWidget(m_tabs);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({tableShare, formShare});
    return m_splitter;
}

QWidget *SchemaPage::buildFooter()
{
    auto *bar = makeBar(u"bottom"_s, this);
    m_summary = new ElidedLabel({}, bar);
    m_summary->setObjectName(u"schema.summary"_s);
    m_show = makeLinkButton(tr("Show"), u"schema.show"_s, bar);
    m_show->setToolTip(tr("Show what it does, or what is wrong"));
    auto *discard = new QPushButton(tr("Discard"), bar);
    nameControl(discard, u"schema.discardButton"_s, m_discard->text());
    m_applyButton = new QPushButton(tr("Apply"), bar);
    nameControl(m_applyButton, u"schema.applyButton"_s, m_apply->text());
    m_applyButton->setToolTip(tr("Write the model and change the data (Ctrl+S)"));
    setStyleProperty(m_applyButton, "primary", true);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(space::medium, space::tight, space::small, space::tight);
    layout->setSpacing(space::small);
    layout->addWidget(m_summary, 1);
    layout->addWidget(m_show);
    layout->addWidget(discard);
    layout->addWidget(m_applyButton);
    connect(m_show, &QPushButton::clicked, this, &SchemaPage::goToProblem);
    connect(discard, &QPushButton::clicked, m_discard, &QAction::trigger);
    connect(m_applyButton, &QPushButton::clicked, m_apply, &QAction::trigger);
    return bar;
}

void SchemaPage::connectParts()
{
    connect(m_banner, &Banner::buttonClicked, this, [this] { handleNoticeButton(true); });
    connect(m_banner, &Banner::secondButtonClicked, this, [this] { handleNoticeButton(false); });
    connect(m_stateView, &PageStateView::buttonClicked, this, [this] {
        m_document->startNew();
        focusContent();
    });
    connect(m_table, &FieldTable::currentChanged, this, [this](int row) {
        m_form->showField(row < 0 ? FieldPath() : FieldPath{row});
        Q_EMIT stateChanged();
    });
    connect(m_table, &FieldTable::openRequested, this, [this] {
        m_tabs->setCurrentIndex(FieldTab);
        m_form->focusName();
    });
    connect(m_form, &FieldForm::openRequested, this, &SchemaPage::openFile);
    connect(m_form, &FieldForm::newScriptRequested, this, &SchemaPage::addScript);
    connect(m_modelForm, &ModelForm::openRequested, this, &SchemaPage::openFile);
    connect(m_modelForm, &ModelForm::newScriptRequested, this, [this] { addScript({}); });
    connect(m_check, &RecordCheckView::recordRequested, this,
            [this](qint64 record, const QString &field) {
                if (const ModelDef *base = m_document->base())
                    Q_EMIT inspectRequested(
                        InspectTarget::ofRecord(toQString(base->name), RecordId{record}, field));
            });
}

} // namespace syncline::ui
