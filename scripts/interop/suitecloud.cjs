// The SuiteCloud CLI's own reader of arguments and its own validation, in the place of the command itself: what comes
// out is what account:setup:ci would work with. The command would need a JDK and Oracle's JAR.
const cli = '@oracle/suitecloud-cli/src/';
const { Command } = require(require.resolve('commander', { paths: [require.resolve(cli + 'suitecloud.js')] }));
const Registration = require(cli + 'core/CommandRegistrationService');
const Metadata = require(cli + 'core/CommandsMetadataService');
const Validation = require(cli + 'commands/account/setupci/AccountSetupCiValidation');
const { validateMachineToMachineAuthIsAllowed } = require(cli + 'services/ExecutionContextService');

const commandMetadata = new Metadata().getCommandMetadataByName('account:setup:ci');
const program = new Command();
new Registration().register({
  commandMetadata,
  program,
  runInInteractiveMode: false,
  executeCommandFunction: async (given) => {
    const params = { ...given };
    const check = new Validation(commandMetadata, false);
    validateMachineToMachineAuthIsAllowed();
    check.validateActionParametersByMode(params, true);
    check.validateAuthIDFormat(params.authid, true);
    console.log(JSON.stringify(params));
    return { isSuccess: () => true };
  },
});
program.parseAsync(process.argv);
