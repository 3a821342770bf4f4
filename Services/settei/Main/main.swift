import Foundation
import Settei

exit(await SetteiCommand.run(Array(CommandLine.arguments.dropFirst())))
