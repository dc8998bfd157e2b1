#include "ui/code/CodePage.h"

#include "ui/base/ActionRegistry.h"
#include "ui/base/Settings.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/code/CodeAssist.h"
#include "ui/code/CodeEditor.h"
#include "ui/code/CodeStatus.h"
#include "ui/code/FindBar.h"
#include "ui/code/LineBar.h"
#include "ui/code/SqlAssist.h"
#include "ui/widget/Banner.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/PlainLabel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

/** How the page is put together, its actions, and what comes back after a restart. */
namespace syncline::ui {

namespace {
const QString zoomKey = u"code/zoom"_s;
} // namespace

void CodePage::buildLayout()
{
    m_stack = new QStackedWidget(this);
    m_stateView = new PageStateView(this);
    m_banner = new Banner(u"code.banner"_s, this);
    m_offer = new Banner(u"code.offer"_s, this);
    auto *content = new QWidget(this);
    m_editor = new CodeEditor(context().theme, languageOf(ref().name), content);
    nameControl(m_editor, u"code.editor"_s, tr("Text of %1").arg(title()));
    m_editor->setZoom(context().settings->value(zoomKey, 0).toInt());
    if (m_editor->language() == CodeLanguage::Lua)
        m_assist = new CodeAssist(context(), ref().name, m_editor, this);
    if (m_editor->language() == CodeLanguage::Sql)
        m_sqlAssist = new SqlAssist(context(), m_editor, this);
    m_status = new CodeStatus(content);
    auto *inner = new QVBoxLayout(content);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(0);
    inner->addWidget(m_editor, 1);
    m_find = new FindBar(m_editor, content);
    m_line = new LineBar(m_editor, content);
    inner->addWidget(m_find);
    inner->addWidget(m_line);
    inner->addWidget(m_status);
    m_stack->addWidget(m_stateView);
    m_stack->addWidget(content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildHeader());
    layout->addWidget(m_banner);
    layout->addWidget(m_offer);
    layout->addWidget(m_stack, 1);

    connect(m_stateView, &PageStateView::buttonClicked, this, [this] {
        if (m_isMissing)
            makeNew();
        else
            reload();
    });
    connect(m_banner, &Banner::buttonClicked, this, [this] { handleNoticeButton(true); });
    connect(m_banner, &Banner::secondButtonClicked, this, [this] { handleNoticeButton(false); });
    connect(m_offer, &Banner::buttonClicked, this, &CodePage::takeOffer);
    connect(m_offer, &Banner::secondButtonClicked, this, [this] {
        m_recovery.settleOffer();
        showOffer();
        focusContent();
    });
    connect(m_editor, &QsciScintilla::textChanged, this, &CodePage::handleTextChanged);
    connect(m_editor, &CodeEditor::caretMoved, this, [this] {
        m_status->setPlace(m_editor->currentLine(), m_editor->currentColumn());
        m_status->setProblemHere(m_editor->problemText(m_editor->currentLine()));
    });
    connect(m_editor, &CodeEditor::zoomChanged, this,
            [this](int zoom) { context().settings->setValue(zoomKey, zoom); });
    connect(context().settings, &Settings::changed, this, [this](const QString &key) {
        if (key == zoomKey)
            m_editor->setZoom(context().settings->value(zoomKey, 0).toInt());
    });
    connect(m_status, &CodeStatus::problemClicked, this, [this] {
        m_editor->goToNextProblem();
        focusContent();
    });
}

QWidget *CodePage::buildHeader()
{
    auto *bar = makeBar(u"top"_s, this);
    auto *path = new ElidedLabel(displayLine(fromQString(ref().name), 400), bar);
    setRole(path, LabelRole::Code);
    path->setObjectName(u"code.path"_s);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(space::large, space::tight, space::medium, space::tight);
    layout->setSpacing(space::small);
    layout->addWidget(path, 1);
    m_headerLayout = layout;
    return bar;
}

void CodePage::addToHeader(QWidget *control)
{
    m_headerLayout->addWidget(control);
}

void CodePage::addActions()
{
    addFileActions();
    addEditActions();
    addViewActions();
    const auto addButton = [this](QAction *action, Qt::ToolButtonStyle style) {
        auto *button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setToolButtonStyle(style);
        button->setIconSize(QSize(space::iconSize + space::unit, space::iconSize));
        button->setFocusPolicy(Qt::TabFocus);
        nameControl(button, u"button."_s + action->objectName(), action->text());
        m_headerLayout->addWidget(button);
    };
    for (const char *id :
         {"code.find", "code.replace", "code.goToLine", "code.comment", "code.definition"}) {
        if (QAction *action = findChild<QAction *>(QString::fromLatin1(id)))
            m_editor->addAction(action); // its menu
    }
    addButton(m_findAction, Qt::ToolButtonIconOnly);
    addButton(m_save, Qt::ToolButtonTextBesideIcon);
    addButton(m_revert, Qt::ToolButtonIconOnly);
    updateActions();
}

void CodePage::addFileActions()
{
    ActionRegistry *actions = context().actions;
    m_save =
        actions->add({"code.save", tr("Save"), u"save"_s, QKeySequence::Save, tr("Save this file")},
                     this, [this] { save(); });
    m_revert = actions->add(
        {"code.revert", tr("Revert…"), u"undo"_s, {}, tr("Go back to the text as it was saved")},
        this, [this] { revert(); });
}

void CodePage::addEditActions()
{
    ActionRegistry *actions = context().actions;
    const auto add = [this, actions](const ActionSpec &spec, auto run) {
        QAction *action = actions->add(spec, this, std::move(run));
        m_editing.append(action);
    };
    if (!lineComment(m_editor->language()).isEmpty())
        add({"code.comment", tr("Comment or Uncomment Lines"), {}, QKeySequence(u"Ctrl+/"_s)},
            [this] { m_editor->toggleComment(); });
    if (m_sqlAssist)
        add({"code.complete", tr("Complete the Word"), {}, QKeySequence(u"Ctrl+Space"_s)},
            [this] { m_sqlAssist->complete(); });
    if (m_assist) {
        add({"code.complete", tr("Complete the Word"), {}, QKeySequence(u"Ctrl+Space"_s)},
            [this] { m_assist->complete(); });
        add({"code.callTip", tr("Show the Arguments"), {}, QKeySequence(u"Ctrl+Shift+Space"_s)},
            [this] { m_assist->showCallTip(); });
    }
    add({"code.duplicate", tr("Duplicate Line or Selection"), {}, QKeySequence(u"Ctrl+D"_s)},
        [this] { m_editor->duplicateLines(); });
    add({"code.moveUp", tr("Move Lines Up"), {}, QKeySequence(u"Alt+Up"_s)},
        [this] { m_editor->moveLinesUp(); });
    add({"code.moveDown", tr("Move Lines Down"), {}, QKeySequence(u"Alt+Down"_s)},
        [this] { m_editor->moveLinesDown(); });
}

void CodePage::addViewActions()
{
    ActionRegistry *actions = context().actions;
    m_findAction =
        actions->add({"code.find", tr("Find"), u"search"_s, QKeySequence::Find}, this, [this] {
            if (m_stack->currentIndex() == 1)
                m_find->openFind();
        });
    actions->add({"code.replace", tr("Find and Replace"), u"search"_s, QKeySequence(u"Ctrl+H"_s)},
                 this, [this] {
                     if (m_stack->currentIndex() == 1)
                         m_find->openReplace();
                 });
    actions->add({"code.findNext", tr("Find Next"), {}, QKeySequence(u"F3"_s)}, this,
                 [this] { m_find->findNext(); });
    actions->add({"code.findPrevious", tr("Find Previous"), {}, QKeySequence(u"Shift+F3"_s)}, this,
                 [this] { m_find->findPrevious(); });
    actions->add({"code.goToLine", tr("Go to Line"), {}, QKeySequence(u"Ctrl+G"_s)}, this, [this] {
        if (m_stack->currentIndex() == 1)
            m_line->openBar();
    });
    actions->add({"code.nextProblem", tr("Next Problem"), u"problem"_s, QKeySequence(u"F8"_s)},
                 this, [this] { m_editor->goToNextProblem(); });
    actions->add(
        {"code.previousProblem", tr("Previous Problem"), u"problem"_s, QKeySequence(u"Shift+F8"_s)},
        this, [this] { m_editor->goToPreviousProblem(); });
    if (m_assist)
        actions->add(
            {"code.definition", tr("Go to the Required File"), u"file"_s, QKeySequence(u"F12"_s)},
            this, [this] { goToRequired(); });
    actions
        ->add({"code.zoomIn", tr("Larger Text"), {}, QKeySequence(u"Ctrl++"_s)}, this,
              [this] { m_editor->zoomIn(1); })
        ->setShortcuts({QKeySequence(u"Ctrl++"_s), QKeySequence(u"Ctrl+="_s)});
    actions->add({"code.zoomOut", tr("Smaller Text"), {}, QKeySequence(u"Ctrl+-"_s)}, this,
                 [this] { m_editor->zoomOut(1); });
    actions->add({"code.zoomReset", tr("Text in Its Usual Size"), {}, QKeySequence(u"Ctrl+0"_s)},
                 this, [this] { m_editor->setZoom(0); });
}

void CodePage::goToRequired()
{
    DocumentRef required;
    required.kind = DocumentRef::Kind::Code;
    required.name = m_assist->requiredFile();
    if (required.isValid())
        Q_EMIT openRequested(required, OpenMode::Here);
}

void CodePage::updateActions()
{
    m_save->setEnabled(m_isModified && canSave());
    m_revert->setEnabled(m_isModified);
    for (QAction *action : std::as_const(m_editing))
        action->setEnabled(canSave());
}

QJsonObject CodePage::state() const
{
    if (m_stack->currentIndex() == 0)
        return m_wantedState;
    const auto top = m_editor->SendScintilla(QsciScintillaBase::SCI_GETFIRSTVISIBLELINE);
    QJsonArray folds;
    for (const int line : m_editor->contractedFolds())
        folds.append(line);
    return {{u"line"_s, m_editor->currentLine()},
            {u"column"_s, m_editor->currentColumn()},
            {u"top"_s, static_cast<qint64>(top)},
            {u"folds"_s, folds}};
}

void CodePage::restoreState(const QJsonObject &state)
{
    if (m_stack->currentIndex() == 0) {
        m_wantedState = state;
        return;
    }
    m_editor->goTo(state.value(u"line"_s).toInt(1), state.value(u"column"_s).toInt(1));
    QList<int> folds;
    for (const QJsonValue &line : state.value(u"folds"_s).toArray())
        folds.append(line.toInt());
    if (!folds.isEmpty()) {
        m_editor->recolor(); // what can be folded is known only then
        m_editor->setContractedFolds(folds);
    }
    m_editor->SendScintilla(QsciScintillaBase::SCI_SETFIRSTVISIBLELINE,
                            static_cast<unsigned long>(qMax(0, state.value(u"top"_s).toInt())));
}

void CodePage::reveal(const DocumentRef &ref)
{
    if (ref.line <= 0)
        return;
    if (m_stack->currentIndex() == 0)
        m_wanted = ref;
    else
        m_editor->goTo(ref.line, ref.column);
}

void CodePage::focusContent()
{
    if (m_stack->currentIndex() == 0)
        m_stack->setFocus();
    else
        m_editor->setFocus();
}

} // namespace syncline::ui
