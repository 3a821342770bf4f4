import Notifier

await NotifierService.main()
