#include <QMessageBox>

void Prompter::show()
{
    auto *box = new QMessageBox(this);
    box->open();
}
