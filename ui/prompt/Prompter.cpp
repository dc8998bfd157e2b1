#include "ui/prompt/Prompter.h"

#include "ui/base/Icons.h"
#include "ui/base/Text.h"

#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QInputDialog>
#include <QMessageBox>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

constexpr QSize iconSize(32, 32);

QString trPrompter(const char *text)
{
    return QCoreApplication::translate("Prompter", text);
}

QMessageBox *makeBox(QWidget *parent, QMessageBox::Icon icon, const QString &title,
                     const QString &text)
{
    auto *box = new QMessageBox(parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setObjectName(u"prompter.box"_s);
    box->setTextFormat(Qt::PlainText);
    box->setIcon(icon);
    box->setIconPixmap(
        themedIcon(icon == QMessageBox::Warning ? u"problem"_s : u"info"_s).pixmap(iconSize));
    box->setWindowTitle(title);
    box->setText(text);
    return box;
}

void openFileDialog(QWidget *parent, QFileDialog::FileMode mode, const QString &title,
                    const QString &start, std::function<void(const QString &)> picked)
{
    const bool isNew = mode == QFileDialog::AnyFile;
    auto *dialog = new QFileDialog(parent, title, isNew ? QFileInfo(start).path() : start);
    if (isNew) {
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->selectFile(QFileInfo(start).fileName());
    }
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"prompter.files"_s);
    dialog->setFileMode(mode);
    if (mode == QFileDialog::Directory)
        dialog->setOption(QFileDialog::ShowDirsOnly);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, std::move(picked));
    dialog->open();
}

} // namespace

void WidgetPrompter::show(QWidget *parent, const Error &error)
{
    auto *box = makeBox(parent, QMessageBox::Warning, trPrompter("Syncline"), errorText(error));
    if (!error.place.empty())
        box->setInformativeText(displayLine(error.place));
    QString details = QString::fromLatin1("%1\n").arg(toQString(error.code));
    for (const auto &[field, message] : error.fields)
        details += displayLine(field) + u": "_s + displayLine(message) + u"\n"_s;
    details += toQString(error.detail);
    box->setDetailedText(details.left(64 * 1024));
    auto *copy = box->addButton(trPrompter("Copy"), QMessageBox::ActionRole);
    box->setDefaultButton(box->addButton(QMessageBox::Close));
    copy->setObjectName(u"prompter.copy"_s);
    // A click on any button would also close the box; copying must not.
    copy->disconnect();
    QObject::connect(copy, &QPushButton::clicked, box,
                     [whole = toQString(error.describe()) + u"\n"_s + details] {
                         QGuiApplication::clipboard()->setText(whole);
                     });
    box->open();
}

void WidgetPrompter::inform(QWidget *parent, const QString &title, const QString &text)
{
    auto *box = makeBox(parent, QMessageBox::Information, title, text);
    box->setDefaultButton(box->addButton(QMessageBox::Close));
    box->open();
}

void WidgetPrompter::ask(QWidget *parent, const Question &question,
                         std::function<void(Answer)> answered)
{
    auto *box = makeBox(parent, question.destructive ? QMessageBox::Warning : QMessageBox::Question,
                        question.title, question.text);
    auto *doIt = box->addButton(question.doIt, question.destructive ? QMessageBox::DestructiveRole
                                                                    : QMessageBox::AcceptRole);
    doIt->setObjectName(u"prompter.doIt"_s);
    auto *third = question.third.isEmpty()
                      ? nullptr
                      : box->addButton(question.third, QMessageBox::DestructiveRole);
    auto *leave =
        box->addButton(question.leaveIt.isEmpty() ? trPrompter("Cancel") : question.leaveIt,
                       QMessageBox::RejectRole);
    leave->setObjectName(u"prompter.leaveIt"_s);
    box->setDefaultButton(leave);
    box->setEscapeButton(leave);
    QObject::connect(box, &QMessageBox::finished, parent,
                     [box, doIt, third, answered = std::move(answered)] {
                         const auto *clicked = box->clickedButton();
                         answered(clicked == doIt             ? Answer::DoIt
                                  : third && clicked == third ? Answer::Third
                                                              : Answer::LeaveIt);
                     });
    box->open();
}

void WidgetPrompter::askText(QWidget *parent, const TextQuestion &question,
                             std::function<void(const QString &)> answered)
{
    auto *dialog = new QInputDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"prompter.text"_s);
    dialog->setWindowTitle(question.title);
    dialog->setLabelText(plainToolTip(question.label));
    dialog->setTextValue(question.text);
    dialog->setOkButtonText(question.doIt);
    QObject::connect(dialog, &QInputDialog::textValueSelected, parent, std::move(answered));
    dialog->open();
}

void WidgetPrompter::pickFolder(QWidget *parent, const QString &title, const QString &start,
                                std::function<void(const QString &)> picked)
{
    openFileDialog(parent, QFileDialog::Directory, title, start, std::move(picked));
}

void WidgetPrompter::pickFile(QWidget *parent, const QString &title, const QString &start,
                              std::function<void(const QString &)> picked)
{
    openFileDialog(parent, QFileDialog::ExistingFile, title, start, std::move(picked));
}

void WidgetPrompter::pickNewFile(QWidget *parent, const QString &title, const QString &start,
                                 std::function<void(const QString &)> picked)
{
    openFileDialog(parent, QFileDialog::AnyFile, title, start, std::move(picked));
}

} // namespace syncline::ui
