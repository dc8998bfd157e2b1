#include "ui/code/CodePage.h"

#include "ui/base/Icons.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/code/CodeEditor.h"
#include "ui/code/CodeFile.h"
#include "ui/code/CodeStatus.h"
#include "ui/prompt/Prompter.h"
#include "ui/widget/Banner.h"
#include "ui/widget/PageStateView.h"

#include <QAction>
#include <QScopedValueRollback>
#include <QStackedWidget>

#include <chrono>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace syncline::ui {

namespace {

constexpr auto checkAfter = 300ms; ///< Of quiet.
constexpr auto keepAfter = 500ms;  ///< After the first change; the session adds one second.

const QString shippedPrefix = u"syncline:"_s;

/** What a new script begins with. */
QByteArray firstText(const QString &path)
{
    return languageOf(path) == CodeLanguage::Lua ? "return function(ctx)\n  \nend\n"_ba
                                                 : QByteArray();
}

} // namespace

CodePage::CodePage(const DocumentRef &ref, const UiContext &context, QWidget *parent)
    : DocumentPage(ref, context, parent),
      m_file(new CodeFile(context.engine, ref.name, this)),
      m_recovery(context.session, ref.name)
{
    buildLayout();
    addActions();
    connectFile();
    m_checkTimer.setSingleShot(true);
    m_checkTimer.setInterval(checkAfter);
    connect(&m_checkTimer, &QTimer::timeout, this, &CodePage::check);
    m_keepTimer.setSingleShot(true);
    m_keepTimer.setInterval(keepAfter);
    connect(&m_keepTimer, &QTimer::timeout, this, &CodePage::keepUnsaved);
    connect(context.engine, &Engine::projectChanged, this, &CodePage::setFileProblems);
    reload();
}

CodePage::~CodePage()
{
    if (m_keepTimer.isActive())
        keepUnsaved();
}

QString CodePage::title() const
{
    return displayLine(fromQString(ref().name.section(u'/', -1)), 80);
}

QIcon CodePage::icon() const
{
    return themedIcon(languageOf(ref().name) == CodeLanguage::Lua ? u"code"_s : u"file"_s);
}

bool CodePage::canSave() const
{
    return m_file->isLoaded() && !m_isFixed;
}

bool CodePage::isLoaded() const
{
    return m_file->isLoaded();
}

void CodePage::connectFile()
{
    connect(m_file, &CodeFile::loaded, this, &CodePage::showLoaded);
    connect(m_file, &CodeFile::loadFailed, this, &CodePage::showLoadFailure);
    connect(m_file, &CodeFile::saved, this, &CodePage::handleSaved);
    connect(m_file, &CodeFile::saveFailed, this, [this](const Error &error) {
        m_closesWhenSaved = false;
        showNotice(Notice::SaveFailed, tr("Not saved: %1").arg(errorText(error)), tr("Try Again"),
                   tr("Dismiss"));
        updateActions();
    });
    connect(m_file, &CodeFile::changedOutside, this, &CodePage::handleChangedOutside);
    connect(m_file, &CodeFile::removedOutside, this, &CodePage::handleRemovedOutside);
    connect(m_file, &CodeFile::backToKnown, this, [this] {
        if (m_notice == Notice::Changed || m_notice == Notice::Removed)
            showFixedNotice();
    });
}

void CodePage::reload()
{
    m_stateView->showLoading(tr("Reading %1…").arg(title()));
    m_stack->setCurrentIndex(0);
    m_file->load();
}

void CodePage::showLoaded()
{
    const SourceText source = readSource(m_file->known());
    m_knownText = source.text;
    m_hasMark = source.hasMark;
    m_isFixed = source.fault != SourceText::Fault::None || context().engine->isReadOnly() ||
                ref().name.startsWith(shippedPrefix);
    m_editor->load(source);
    m_editor->setReadOnly(m_isFixed);
    QStringList format;
    format.append(source.usesTabs ? tr("Tabs") : tr("Spaces: %1").arg(source.indent));
    format.append(source.isMixed ? tr("mixed line ends") : lineEndName(source.lineEnd));
    format.append(languageName(m_editor->language()));
    m_status->setFormat(format);
    m_stack->setCurrentIndex(1);
    m_textProblems.clear();
    showFixedNotice();
    updateModified();
    setFileProblems();
    check();
    showOffer();
    Q_EMIT textChanged();
    if (!m_wantedState.isEmpty())
        restoreState(std::exchange(m_wantedState, {}));
    if (m_wanted.line > 0)
        reveal(std::exchange(m_wanted, {}));
    if (m_stack->hasFocus())
        focusContent();
}

void CodePage::showLoadFailure(const Error &error)
{
    m_isMissing = error.is(errc::notFound) && !context().engine->isReadOnly() &&
                  !ref().name.startsWith(shippedPrefix);
    if (m_isMissing) {
        m_stateView->showEmpty({u"code"_s, tr("There is no file %1 (any more)").arg(title()),
                                tr("%1 is not in the project's folder.").arg(ref().name),
                                tr("Make It")});
    } else {
        m_stateView->showError(error);
    }
    m_stack->setCurrentIndex(0);
    updateActions();
    showOffer();
}

void CodePage::makeNew()
{
    m_file->startNew();
    m_editor->replaceAll(firstText(ref().name));
    m_editor->goTo(2, 3);
    updateModified();
    focusContent();
}

void CodePage::showFixedNotice()
{
    const SourceText source = readSource(m_file->known());
    switch (source.fault) {
    case SourceText::Fault::NotUtf8:
        showNotice(Notice::Fixed,
                   tr("The file is not written in UTF-8, so it is shown but cannot be edited here: "
                      "saving would change it."));
        return;
    case SourceText::Fault::HasNul:
        showNotice(Notice::Fixed,
                   tr("The file holds NUL bytes, so it is shown but cannot be edited here: saving "
                      "would change it."));
        return;
    case SourceText::Fault::TooLarge:
        showNotice(Notice::Fixed,
                   tr("The file is larger than %1 MB, so it is shown but cannot be edited here.")
                       .arg(SourceText::maxEdited / 1024 / 1024));
        return;
    case SourceText::Fault::None:
        break;
    }
    if (ref().name.startsWith(shippedPrefix))
        showNotice(Notice::Fixed, tr("This file ships with Syncline and cannot be changed."));
    else if (context().engine->isReadOnly())
        showNotice(Notice::Fixed,
                   tr("The project can only be read, so this file cannot be changed. Check the "
                      "permissions of its folder, or who else has it open."));
    else
        showNotice(Notice::None, {});
}

void CodePage::showNotice(Notice notice, const QString &text, const QString &button,
                          const QString &second)
{
    m_notice = notice;
    if (notice == Notice::None) {
        m_banner->hide();
        return;
    }
    const Banner::Kind kind = notice == Notice::Fixed        ? Banner::Kind::Info
                              : notice == Notice::SaveFailed ? Banner::Kind::Error
                                                             : Banner::Kind::Warning;
    m_banner->showMessage(kind, text, button, second);
}

void CodePage::handleNoticeButton(bool isFirst)
{
    switch (m_notice) {
    case Notice::Changed:
        m_file->acceptDisk();
        if (isFirst) {
            m_recovery.clear();
            const SourceText source = readSource(m_file->known());
            m_hasMark = source.hasMark;
            m_knownText = source.text;
            m_editor->replaceAll(source.text);
        } else {
            m_knownText = readSource(m_file->known()).text;
        }
        showFixedNotice();
        updateModified();
        break;
    case Notice::Removed:
        if (isFirst) {
            save();
        } else {
            discardChanges();
            Q_EMIT closeRequested();
        }
        break;
    case Notice::SaveFailed:
        showFixedNotice();
        if (isFirst)
            save();
        break;
    case Notice::None:
    case Notice::Fixed:
        break;
    }
    focusContent();
}

void CodePage::save()
{
    m_savesAgain = m_file->isSaving();
    if (!canSave() || m_savesAgain)
        return;
    if (m_notice == Notice::Removed)
        m_file->acceptDisk(); // there is nothing to write over
    m_file->save(sourceBytes(m_editor->bytes(), m_hasMark));
}

void CodePage::saveAndClose()
{
    m_closesWhenSaved = true;
    save();
}

void CodePage::handleSaved()
{
    const SourceText source = readSource(m_file->known());
    m_knownText = source.text;
    showFixedNotice();
    updateModified();
    if (std::exchange(m_savesAgain, false) && m_isModified)
        save();
    else if (std::exchange(m_closesWhenSaved, false) && !m_isModified)
        Q_EMIT closeRequested();
}

void CodePage::handleChangedOutside()
{
    m_closesWhenSaved = false;
    if (m_isModified && m_file->isOnDisk(sourceBytes(m_editor->bytes(), m_hasMark))) {
        m_file->acceptDisk(); // the other program wrote what stands here
        m_knownText = m_editor->bytes();
        showFixedNotice();
        updateModified();
        return;
    }
    if (!m_isModified || m_isFixed) {
        m_file->acceptDisk();
        const SourceText source = readSource(m_file->known());
        if (source.fault != SourceText::Fault::None || m_isFixed) {
            showLoaded();
            return;
        }
        m_knownText = source.text;
        m_hasMark = source.hasMark;
        m_editor->replaceAll(source.text);
        showFixedNotice();
        updateModified();
        return;
    }
    showNotice(Notice::Changed,
               tr("Another program changed this file, and here is text that is not saved."),
               tr("Reload"), tr("Keep Mine"));
}

void CodePage::handleRemovedOutside()
{
    m_closesWhenSaved = false;
    showNotice(Notice::Removed, tr("Another program removed this file. Its text is still here."),
               m_isFixed ? QString() : tr("Save Again"), tr("Close"));
}

void CodePage::revert()
{
    if (!m_isModified)
        return;
    Question question;
    question.title = tr("Revert");
    question.text =
        tr("What was typed in %1 since it was saved goes away. It can be undone.").arg(title());
    question.doIt = tr("Revert");
    question.destructive = true;
    context().prompter->ask(this, question, [this](Answer answer) {
        if (answer != Answer::DoIt)
            return;
        m_editor->replaceAll(m_knownText);
        updateModified();
    });
}

void CodePage::discardChanges()
{
    m_keepTimer.stop();
    m_recovery.clear();
}

void CodePage::handleTextChanged()
{
    if (!m_file->isLoaded())
        return;
    updateModified();
    Q_EMIT textChanged();
    m_checkTimer.start();
    if (!m_keepTimer.isActive())
        m_keepTimer.start();
}

void CodePage::updateModified()
{
    const bool isModified =
        m_file->isLoaded() && !m_isFixed && (!m_editor->holds(m_knownText) || m_file->isNew());
    if (isModified != m_isModified) {
        m_isModified = isModified;
        if (!isModified)
            keepUnsaved(); // nothing any more
        Q_EMIT titleChanged();
        Q_EMIT stateChanged();
    }
    updateActions();
}

void CodePage::keepUnsaved()
{
    m_keepTimer.stop();
    if (m_isModified)
        m_recovery.keep({m_editor->bytes(), Recovery::fingerprint(m_file->known())});
    else
        m_recovery.clear();
}

void CodePage::showOffer()
{
    if (m_recovery.offers().empty() || m_isFixed) {
        m_offer->hide();
        return;
    }
    const Recovery::Offer &offer = m_recovery.offers().front();
    if (m_file->isLoaded() && m_editor->holds(offer.text)) {
        m_recovery.settleOffer(); // it was saved after all
        showOffer();
        return;
    }
    const bool isOther = m_file->isLoaded() && offer.base != Recovery::fingerprint(m_file->known());
    m_offer->showMessage(
        Banner::Kind::Warning,
        isOther ? tr("There is text of this file from last time that was not saved. The file was "
                     "changed since.")
                : tr("There is text of this file from last time that was not saved."),
        tr("Restore Unsaved Text"), tr("Discard"));
}

void CodePage::takeOffer()
{
    if (m_recovery.offers().empty())
        return;
    const QByteArray text = m_recovery.offers().front().text;
    if (!m_file->isLoaded())
        makeNew();
    m_editor->replaceAll(text);
    updateModified();
    keepUnsaved();
    m_recovery.settleOffer();
    showOffer();
    focusContent();
}

} // namespace syncline::ui
